package io.ringway.cluster.hazelcast;

import org.jspecify.annotations.Nullable;

/**
 * Whether this node has to assume that the others go on without it: they are too few, too few of them can be reached, or it
 * stood still for so long that they have counted it out. Owned by the hub context, which tells it the time often.
 */
final class Fence {
    /** How long a node that stood still waits to be taken back, or to see that it was never counted out. */
    static final long RETURN_MS = 5_000;

    private final int minNodes;
    private final Standstill standstill;
    private Standstill.Last seen;
    private long stalledUntil;
    private int nodes = 1;
    private int reached = 1;

    /** @param standstill of so long that the others may have counted this node out */
    Fence(int minNodes, Standstill standstill, long now) {
        this.minNodes = minNodes;
        this.standstill = standstill;
        this.seen = standstill.last();
        this.stalledUntil = now;
    }

    /**
     * Once a tick. A node that has no others is missed by nobody.
     *
     * @param newReached how many of the nodes could be reached lately, this one included
     */
    void tick(long now, int newNodes, int newReached) {
        Standstill.Last last = standstill.last();
        if (!last.equals(seen)) {
            seen = last;
            stalledUntil = Math.max(nodes, newNodes) > 1 ? now + RETURN_MS : now;
        }
        nodes = newNodes;
        reached = newReached;
    }

    /** The others have taken this node back. */
    void merged(long now) {
        seen = standstill.last();
        stalledUntil = now;
    }

    /**
     * Right at any moment, also before the first tick after nodes have gone.
     *
     * @param nodesNow how many nodes are here, this one included
     */
    boolean isClosed(long now, int nodesNow) {
        return nodesNow < minNodes || isClosed(now);
    }

    /** Given the nodes of the last tick; right before the first tick after a standstill. */
    boolean isClosed(long now) {
        return why(now) != null;
    }

    /** In an operator's words; null where this node may serve. */
    @Nullable
    String why(long now) {
        if (nodes < minNodes) {
            return "%d of at least %d nodes are here".formatted(nodes, minNodes);
        }
        if (reached < minNodes) {
            return "%d of at least %d nodes answer".formatted(reached, minNodes);
        }
        Standstill.Last last = standstill.last();
        if (nodes > 1 && (standstill.isNow(now) || !last.equals(seen))) {
            return "this node stands still";
        }
        return now < stalledUntil
                ? "this node stood still for %d ms and waits for the others".formatted(last.lastedMs())
                : null;
    }
}
