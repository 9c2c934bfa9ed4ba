package io.ringway.gateway.protocol;

import java.util.Locale;

/** Why a call is over. The ordinal is on the wire between nodes: add at the end only. */
public enum CloseReason {
    HANGUP,
    DECLINED,
    CANCELLED,
    BUSY,
    TIMEOUT,
    ANSWERED_ELSEWHERE,
    UNREACHABLE,
    DISCONNECTED,
    FAILED,
    MOVED;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
