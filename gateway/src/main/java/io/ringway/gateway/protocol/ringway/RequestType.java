package io.ringway.gateway.protocol.ringway;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a request can be. */
enum RequestType {
    HELLO,
    JOIN,
    LEAVE,
    UPDATE,
    PUBLISH,
    SEND,
    RELAY,
    MEMBERS,
    GROUPS,
    REFRESH,
    PING,
    BACKGROUND,
    CALL,
    ACCEPT,
    SIGNAL,
    HANGUP,
    MOVE,
    BLOCK,
    UNBLOCK,
    BLOCKED,
    ON_BUSY,
    CALLS,
    CALLS_SEEN,
    CALL_TIMELINE,
    CALL_REPORT,
    HISTORY,
    STATE,
    STATE_SET,
    STATE_DELETE,
    ADMIT;

    private static final Map<String, RequestType> BY_WIRE = new HashMap<>();

    static {
        for (RequestType type : values()) {
            BY_WIRE.put(type.wire(), type);
        }
    }

    static @Nullable RequestType of(String wire) {
        return BY_WIRE.get(wire);
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
