package io.ringway.gateway.rooms;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** One connection of this node that asked for a seat and has no verdict yet. Nodes count by id, whatever life they are in. */
final class Claim {
    final Group group;
    final Cid cid;
    final int limit;
    final long deadline;
    private final Consumer<Verdict> decide;
    private final Set<Long> asked = new HashSet<>();
    private final Set<Long> silent = new HashSet<>();
    private Stamp stamp;
    private final Set<Cid> taken = new HashSet<>();

    Claim(Group group, Cid cid, int limit, long deadline, Consumer<Verdict> decide) {
        this.group = group;
        this.cid = cid;
        this.limit = limit;
        this.deadline = deadline;
        this.decide = decide;
        this.stamp = new Stamp(0, cid);
    }

    /** Everybody is asked, or asked anew; answers to an earlier stamp count no longer. */
    void begin(long time, Collection<NodeRef> everybody) {
        stamp = new Stamp(time, cid);
        taken.clear();
        asked.clear();
        everybody.forEach(node -> asked.add(node.id()));
        silent.clear();
        silent.addAll(asked);
    }

    Stamp stamp() {
        return stamp;
    }

    boolean hasAsked(Collection<NodeRef> nodes) {
        return nodes.stream().allMatch(node -> asked.contains(node.id()));
    }

    /** Who is asked, by id. */
    Set<Long> asked() {
        return asked;
    }

    void answered(NodeRef from, Collection<Cid> seats) {
        if (silent.remove(from.id())) {
            taken.addAll(seats);
        }
    }

    /** Whether that node was asked and has not said who sits there. */
    boolean waitsFor(NodeRef node) {
        return silent.contains(node.id());
    }

    /** Who has a seat beside this one, with those that this node speaks for. */
    int taken(Collection<Cid> own) {
        Set<Cid> all = new HashSet<>(taken);
        all.addAll(own);
        all.remove(cid);
        return all.size();
    }

    boolean isAnswered() {
        return silent.isEmpty();
    }

    void decide(Verdict verdict) {
        decide.accept(verdict);
    }
}
