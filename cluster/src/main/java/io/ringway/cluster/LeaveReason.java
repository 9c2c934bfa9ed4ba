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
    CLOSED
}
