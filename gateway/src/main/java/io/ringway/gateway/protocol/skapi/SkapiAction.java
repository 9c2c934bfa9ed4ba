package io.ringway.gateway.protocol.skapi;

import org.jspecify.annotations.Nullable;

/** What a client may ask for, by its name on the wire. */
enum SkapiAction {
    KEEP_ALIVE("keepAlive"),
    JOIN_ROOM("joinRoom"),
    BROADCAST("broadcast"),
    SEND_MESSAGE("sendMessage"),
    RTC("rtc");

    private final String written;

    SkapiAction(String written) {
        this.written = written;
    }

    static @Nullable SkapiAction of(String written) {
        for (SkapiAction action : values()) {
            if (action.written.equals(written)) {
                return action;
            }
        }
        return null;
    }
}
