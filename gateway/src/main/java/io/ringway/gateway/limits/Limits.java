package io.ringway.gateway.limits;

import io.ringway.gateway.config.LimitsConfig;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Names;
import java.time.Duration;

/** Every bound on what clients may ask for: bytes, Unicode characters, counts, rates. Immutable. */
public record Limits(
        int frameBytes,
        int contentBytes,
        int metaBytes,
        int groupNameChars,
        int groupsPerConnection,
        int outboxBytes,
        Duration helloTimeout,
        Meter.Rates rates,
        Crowds crowds) {
    public static Limits of(LimitsConfig config) {
        return new Limits(
                config.frameBytes(),
                config.contentBytes(),
                config.metaBytes(),
                config.groupNameChars(),
                config.groupsPerConnection(),
                config.outboxBytes(),
                config.helloTimeout(),
                Meter.Rates.of(config.connection(), config.groupsPerConnection()),
                new Crowds(config.user(), config.tenant()));
    }

    /** Whether a group may be called this: not empty, not too long, no control character, no half of a surrogate pair. */
    public boolean isGroupName(String name) {
        return Names.isGroup(name, groupNameChars);
    }

    public boolean isContentSize(int bytes) {
        return bytes <= contentBytes;
    }

    public boolean isMetaSize(int bytes) {
        return bytes <= metaBytes;
    }

    /** What a client is told of them. */
    public Event.Limits toEvent() {
        return new Event.Limits(frameBytes, contentBytes, metaBytes, groupNameChars, groupsPerConnection, outboxBytes);
    }
}
