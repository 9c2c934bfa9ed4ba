package io.ringway.gateway.session;

import io.ringway.cluster.LeaveReason;
import io.ringway.gateway.protocol.CloseCode;

/** What others are told of whoever this node ends. Pure. */
public final class Endings {
    private Endings() {}

    /** @param told the close code of the one who is ended, or the one that he would have been told */
    public static LeaveReason of(CloseCode told) {
        return switch (told) {
            case KICKED -> LeaveReason.KICKED;
            case BANNED -> LeaveReason.BANNED;
            case REVOKED -> LeaveReason.REVOKED;
            default -> LeaveReason.DISCONNECTED;
        };
    }
}
