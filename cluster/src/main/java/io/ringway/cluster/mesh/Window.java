package io.ringway.cluster.mesh;

import io.ringway.cluster.Traffic;

/**
 * How much may be on its way to a peer that it has not taken, so that a hung one cannot fill this node's memory: messages up to a bound, and
 * behind that as much again for signals alone. What is refused is refused until half of the bound is free, and counted, so that those who
 * miss it can be told once, and at the end. Pure; one owner.
 */
final class Window {
    static final long MESSAGE_BYTES = 16L << 20;
    static final long RESERVE_BYTES = 16L << 20;

    private final Bound messages = new Bound(MESSAGE_BYTES);
    private final Bound signals = new Bound(MESSAGE_BYTES + RESERVE_BYTES);

    private static final class Bound {
        final long bytes;
        long refused;

        Bound(long bytes) {
            this.bytes = bytes;
        }

        boolean isFull(long open) {
            return open > (refused == 0 ? bytes : bytes / 2);
        }
    }

    private Bound bound(Traffic traffic) {
        return switch (traffic) {
            case MESSAGES -> messages;
            case SIGNALS -> signals;
        };
    }

    /** @param open how many bytes the peer may not have */
    boolean isFull(Traffic traffic, long open) {
        return bound(traffic).isFull(open);
    }

    /** Counts a frame that was not taken. Returns whether it is the first in a row. */
    boolean refuse(Traffic traffic) {
        return bound(traffic).refused++ == 0;
    }

    /** How many frames in a row were refused, where that has ended now; else 0. */
    long recovered(Traffic traffic, long open) {
        Bound bound = bound(traffic);
        if (bound.refused == 0 || bound.isFull(open)) {
            return 0;
        }
        long refused = bound.refused;
        bound.refused = 0;
        return refused;
    }
}
