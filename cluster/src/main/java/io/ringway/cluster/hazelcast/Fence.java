package io.ringway.cluster.hazelcast;

import org.jspecify.annotations.Nullable;

/**
 * Whether this node has to assume that the others go on without it: they are too few, too few of them answer, or it stood
 * still for so long that they have counted it out. Pure; owned by the hub context, which tells it the time often.
 */
final class Fence {
    /** How long a node that stood still waits to be taken back, or to see that it was never counted out. */
    static final long RETURN_MS = 5_000;

    private final int minNodes;
    private final long stallMs;
    private long tickedAt;
    private long stalledUntil;
    private long stalledFor;
    private int nodes = 1;
    private int answering = 1;

    /** @param stallMs after a standstill of so long the others may have counted this node out */
    Fence(int minNodes, long stallMs, long now) {
        this.minNodes = minNodes;
        this.stallMs = stallMs;
        this.tickedAt = now;
        this.stalledUntil = now;
    }

    /**
     * Once a tick. A node that has no others is missed by nobody.
     *
     * @param newAnswering how many of the nodes have answered lately, this one included
     */
    void tick(long now, int newNodes, int newAnswering) {
        if (now - tickedAt >= stallMs && Math.max(nodes, newNodes) > 1) {
            stalledFor = now - tickedAt;
            stalledUntil = now + RETURN_MS;
        }
        tickedAt = now;
        nodes = newNodes;
        answering = newAnswering;
    }

    /** The others have taken this node back. */
    void merged(long now) {
        stalledUntil = now;
    }

    /** Right at any moment, also before the first tick after a standstill. */
    boolean isClosed(long now) {
        return why(now) != null;
    }

    /** In an operator's words; null where this node may serve. */
    @Nullable
    String why(long now) {
        if (nodes < minNodes) {
            return "%d of at least %d nodes are here".formatted(nodes, minNodes);
        }
        if (answering < minNodes) {
            return "%d of at least %d nodes answer".formatted(answering, minNodes);
        }
        long standstill = now - tickedAt;
        if (nodes > 1 && standstill >= stallMs) {
            return "this node stands still";
        }
        return now < stalledUntil
                ? "this node stood still for %d ms and waits for the others".formatted(stalledFor)
                : null;
    }
}
