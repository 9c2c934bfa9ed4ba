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

    /** Whether it may be over by what one of the two did. Who was lost, with a connection or with its node, has ended nothing. */
    public boolean isDeed() {
        return this != DISCONNECTED;
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
