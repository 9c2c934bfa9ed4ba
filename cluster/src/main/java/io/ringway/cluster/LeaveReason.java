package io.ringway.cluster;

/** Why a member is gone. */
public enum LeaveReason {
    /** Said goodbye. */
    LEFT,
    /** Lost: the socket broke, the node died, or the link to it was cut. */
    DISCONNECTED,
    /** Lives on under another node, which is about to say so: nobody is told. */
    MOVED,
    /** Taken out, because the group was closed. */
    CLOSED,
    /** Ended by the app's backend, or by an operator. */
    KICKED,
    /** Ended, because the user may not be here for a time. */
    BANNED,
    /** Ended, because its token was taken back. */
    REVOKED,
    /** Its token ran out, and its client did not come back with another in time. */
    EXPIRED,
    /** Taken into another group by the app's backend. */
    TRANSFERRED;

    /** Whether it is gone without a goodbye with the connection that it had. */
    public boolean isLoss() {
        return switch (this) {
            case DISCONNECTED, KICKED, BANNED, REVOKED, EXPIRED -> true;
            case LEFT, MOVED, CLOSED, TRANSFERRED -> false;
        };
    }
}
