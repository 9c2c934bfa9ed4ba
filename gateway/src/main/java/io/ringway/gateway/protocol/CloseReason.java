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

    /** Whether it is over before anybody has answered it. */
    public boolean isOfRing() {
        return switch (this) {
            case DECLINED, CANCELLED, BUSY, TIMEOUT, UNREACHABLE -> true;
            case HANGUP, ANSWERED_ELSEWHERE, DISCONNECTED, FAILED, MOVED -> false;
        };
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
