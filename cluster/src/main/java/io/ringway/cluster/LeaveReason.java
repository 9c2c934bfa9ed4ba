package io.ringway.cluster;

/** Why a member is gone. The ordinal is on the wire between nodes: add at the end only. */
public enum LeaveReason {
    /** Said goodbye. */
    LEFT,
    /** Lost: the socket broke, the node died, or the link to it was cut. */
    DISCONNECTED
}
