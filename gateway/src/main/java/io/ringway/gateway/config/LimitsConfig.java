package io.ringway.gateway.config;

import java.time.Duration;

/** Bounds on clients. */
public record LimitsConfig(
        @Setting(
                doc = "The largest frame or message.",
                byDefault = "64KiB",
                min = "1KiB",
                max = "16MiB",
                unit = Unit.BYTES)
        int frameBytes,

        @Setting(
                doc = "The largest content of a message, and the largest description or candidate of a call. What one"
                        + " member of a group relays to another may fill a frame.",
                byDefault = "32KiB",
                min = "512",
                max = "16MiB",
                unit = Unit.BYTES)
        int contentBytes,

        @Setting(
                doc = "The largest presence metadata.",
                byDefault = "4KiB",
                min = "2",
                max = "64KiB",
                unit = Unit.BYTES)
        int metaBytes,

        @Setting(doc = "The longest group name.", byDefault = "128", min = "1", max = "1024", unit = Unit.CHARACTERS)
        int groupNameChars,

        @Setting(doc = "Groups one connection may be in.", byDefault = "100", min = "1", max = "10000")
        int groupsPerConnection,

        @Setting(
                doc = "What may wait for one connection before it is closed as a slow consumer.",
                byDefault = "1MiB",
                min = "64KiB",
                max = "256MiB",
                unit = Unit.BYTES)
        int outboxBytes,

        @Setting(doc = "How long a connection may take to show its token.", byDefault = "5s", min = "100ms", max = "1m")
        Duration helloTimeout,

        @Setting(doc = "How fast one connection may ask. No app should meet these.")
        ConnectionLimitsConfig connection,

        @Setting(doc = "One user, over all of its connections to a node.")
        UserLimitsConfig user,

        @Setting(doc = "One tenant, over all of its connections to a node.")
        TenantLimitsConfig tenant,

        @Setting(
                doc = "One client address: an IPv4 address, or the /64 network of an IPv6 address. The machine's own"
                        + " addresses are not counted.")
        AddressLimitsConfig address) {
    public LimitsConfig {
        Check.of(
                        LimitsConfig.class,
                        frameBytes,
                        contentBytes,
                        metaBytes,
                        groupNameChars,
                        groupsPerConnection,
                        outboxBytes,
                        helloTimeout,
                        connection,
                        user,
                        tenant,
                        address)
                .that(
                        contentBytes <= frameBytes,
                        "content_bytes",
                        "is more than a frame holds",
                        "at most limits.frame_bytes")
                .that(metaBytes <= frameBytes, "meta_bytes", "is more than a frame holds", "at most limits.frame_bytes")
                .that(
                        outboxBytes >= frameBytes,
                        "outbox_bytes",
                        "is less than one frame",
                        "at least limits.frame_bytes")
                .done();
    }
}
