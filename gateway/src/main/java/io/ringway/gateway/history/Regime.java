package io.ringway.gateway.history;

import java.util.List;
import java.util.Set;

/**
 * Who keeps a group's history from some moment on. Regimes of one epoch follow each other, and the messages of the later
 * are behind those of the earlier.
 *
 * @param replicas nodes that keep it, at most {@link #REPLICAS}: first the one that writes, then the one that goes on where
 *     one of two is gone
 * @param before the replicas of the regime that this one follows; empty where it begins an epoch
 */
public record Regime(Ballot ballot, long epoch, List<Long> replicas, List<Long> before) {
    public static final int REPLICAS = 3;

    /** Stands for the place outside of the nodes where histories are kept too; no node has this id. */
    public static final long KEEPER = Long.MIN_VALUE;

    public Regime {
        replicas = List.copyOf(replicas);
        before = List.copyOf(before);
        if (replicas.isEmpty() || replicas.size() > REPLICAS) {
            throw new IllegalArgumentException("a history is on one to three nodes");
        }
    }

    /** Whether what these nodes have stored can be acknowledged: two of three, both of two, the only one. */
    boolean suffices(Set<Long> stored) {
        return present(replicas, stored) >= Math.min(2, replicas.size());
    }

    /**
     * Whether these nodes can go on with what this regime wrote, and no others can: two of three, the second of two, the
     * only one. Any two such sets have a node in common, and each has one in common with every set that suffices.
     */
    boolean continues(Set<Long> nodes) {
        return isQuorum(replicas, nodes);
    }

    /** Whether the regime before cannot be continued any more where these nodes have gone on to this one. */
    boolean supersedes(Set<Long> nodes) {
        return before.isEmpty() || isQuorum(before, nodes);
    }

    private static boolean isQuorum(List<Long> replicas, Set<Long> nodes) {
        return switch (replicas.size()) {
            case 1 -> nodes.contains(replicas.getFirst());
            case 2 -> nodes.contains(replicas.get(1));
            default -> present(replicas, nodes) >= 2;
        };
    }

    private static long present(List<Long> replicas, Set<Long> nodes) {
        return replicas.stream().filter(nodes::contains).count();
    }
}
