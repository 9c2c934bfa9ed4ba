package io.ringway.gateway.history;

import io.ringway.cluster.Group;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** Who is in sight of a node, itself included, and who of them keeps a group by that. Empty before anybody was looked for. */
final class HistoryView {
    /** Whoever keeps what another node should write has said so by then, twice. */
    private static final long SETTLED_MS = 5_000;

    private final LongSupplier self;
    /** In their order, which is the order in which they are asked. */
    private Set<Long> nodes = Set.of();

    private long since;

    HistoryView(LongSupplier self) {
        this.self = self;
    }

    Set<Long> nodes() {
        return nodes;
    }

    /** Whether that is another view; {@code gone} is run where somebody is in it no more. */
    boolean change(long now, Set<Long> peers, Runnable gone) {
        SortedSet<Long> all = new TreeSet<>(peers);
        all.add(self.getAsLong());
        if (all.equals(nodes)) {
            return false;
        }
        if (!all.containsAll(nodes)) {
            gone.run();
        }
        nodes = Collections.unmodifiableSortedSet(all);
        since = now;
        return true;
    }

    boolean isEmpty() {
        return nodes.isEmpty();
    }

    List<Long> replicas(GroupHistory one) {
        return one.replicas(nodes);
    }

    boolean isWriter(GroupHistory one) {
        return isWriter(one, self.getAsLong());
    }

    boolean isWriter(GroupHistory one, long node) {
        return !nodes.isEmpty() && replicas(one).getFirst() == node;
    }

    boolean isWriter(Group group) {
        return !nodes.isEmpty() && writer(group) == self.getAsLong();
    }

    long writer(Group group) {
        return Rendezvous.replicas(group, nodes).getFirst();
    }

    /** Whether it is another node, and in sight. */
    boolean hasPeer(long node) {
        return node != self.getAsLong() && nodes.contains(node);
    }

    /** Whether somebody may keep a group that this node should write and does not know: it has to ask for it. */
    boolean mayBeKept(long now) {
        return now < since + SETTLED_MS || nodes.contains(Regime.KEEPER);
    }
}
