package io.ringway.gateway.session;

import io.ringway.cluster.LeaveReason;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.SessionLine;

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

    /** What others are told of a session whose connection was lost then, should its client not come back. */
    public static LeaveReason loss(Session session, long lostAt) {
        return session.principal().expiresAtMillis() <= lostAt ? LeaveReason.EXPIRED : LeaveReason.DISCONNECTED;
    }

    /** What operators are told of it. */
    public static SessionLine.What line(LeaveReason reason) {
        return switch (reason) {
            case LEFT, CLOSED, TRANSFERRED -> SessionLine.What.LEFT;
            case DISCONNECTED -> SessionLine.What.DISCONNECTED;
            case KICKED -> SessionLine.What.KICKED;
            case BANNED -> SessionLine.What.BANNED;
            case REVOKED -> SessionLine.What.REVOKED;
            case EXPIRED -> SessionLine.What.EXPIRED;
            case MOVED -> SessionLine.What.WENT;
        };
    }
}
