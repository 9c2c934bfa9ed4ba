package io.ringway.cluster.hazelcast;

/**
 * Whether the tables may lack rows of nodes that live, so that whoever looks into them may miss a node until all have written theirs
 * again. Every row is on two nodes: the loss of one takes none along. Hub only.
 */
final class Urgency {
    /** By then every row is on two nodes again. */
    private static final long BACKED_UP_MS = 60_000;

    private long lossAt = Long.MIN_VALUE / 2;
    private boolean isUrgent;

    void nodeLost(long now) {
        isUrgent |= now - lossAt < BACKED_UP_MS;
        lossAt = now;
    }

    /** The tables are others, or have lost a part. */
    void rowsLost() {
        isUrgent = true;
    }

    /** As of now; what made it so is dealt with. */
    boolean take() {
        boolean was = isUrgent;
        isUrgent = false;
        return was;
    }
}
