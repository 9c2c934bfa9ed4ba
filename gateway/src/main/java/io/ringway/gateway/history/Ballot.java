package io.ringway.gateway.history;

/** A node's claim to write a group's history: the higher one stands, and no two nodes make the same. */
public record Ballot(long round, long node) implements Comparable<Ballot> {
    public static final Ballot NONE = new Ballot(0, 0);

    boolean isOver(Ballot other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Ballot other) {
        int rounds = Long.compare(round, other.round);
        return rounds != 0 ? rounds : Long.compareUnsigned(node, other.node);
    }
}
