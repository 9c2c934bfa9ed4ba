package io.ringway.gateway.history;

import io.ringway.cluster.Group;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Which nodes keep a group: each node works it out alike from whom it sees, and few groups move when one comes or goes. */
final class Rendezvous {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Rendezvous() {}

    /**
     * At most {@link Regime#REPLICAS} of the nodes, the one that writes first; where the keeper is in sight, that node and
     * the keeper alone: then whatever is acknowledged outlives all the nodes.
     */
    static List<Long> replicas(Group group, Set<Long> view) {
        List<Long> nodes = nodes(group, view);
        return view.contains(Regime.KEEPER) ? List.of(nodes.getFirst(), Regime.KEEPER) : nodes;
    }

    private static List<Long> nodes(Group group, Set<Long> view) {
        long seed = seed(group);
        return view.stream()
                .filter(node -> node != Regime.KEEPER)
                .sorted(Comparator.comparingLong((Long node) -> mix(seed ^ mix(node)))
                        .thenComparingLong(Long::longValue))
                .limit(Regime.REPLICAS)
                .toList();
    }

    static long seed(Group group) {
        return fnv(fnv(FNV_OFFSET, group.tenant().name()) * FNV_PRIME, group.name());
    }

    private static long fnv(long hash, String text) {
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** The finisher of SplitMix64: every bit of the input moves about half of those of the output. */
    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
