package io.ringway.gateway.webhooks;

import java.util.Set;

/** The nodes that share an outbox, by their ids. On the hub. */
public interface Nodes {
    long self();

    /** Those that this node can reach, itself included. */
    Set<Long> live();

    /** Whether the others may go on without this node: then it tells nobody anything. */
    boolean isFenced();

    /** Says to another node that there is something in a line for it to tell; it may not arrive. */
    void news(long node, String line);

    /**
     * The node that tells what is in a line. Nodes that see different others may choose differently for a while: then an
     * event is sent twice, and the order is kept by each.
     */
    default long deliverer(String line) {
        long best = self();
        long bestRank = rank(line, best);
        for (long node : live()) {
            long rank = rank(line, node);
            if (rank > bestRank || (rank == bestRank && node > best)) {
                best = node;
                bestRank = rank;
            }
        }
        return best;
    }

    /** Splitmix64's last steps: every bit of node and line counts. */
    private static long rank(String line, long node) {
        long mixed = node ^ (line.hashCode() * 0x9e37_79b9_7f4a_7c15L);
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ (mixed >>> 31);
    }
}
