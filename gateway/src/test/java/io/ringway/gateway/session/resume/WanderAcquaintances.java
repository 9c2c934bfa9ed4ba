package io.ringway.gateway.session.resume;

import io.ringway.cluster.NodeRef;
import io.ringway.cluster.whereabouts.End;
import io.ringway.cluster.whereabouts.Move;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which others a {@link WanderNode} has met, which of them it was told of, and which are gone. */
final class WanderAcquaintances {
    private final WanderNode node;
    private final WanderSimulation world;
    private final Set<NodeRef> met = new HashSet<>();
    /** Which nodes are gone, since when. */
    private final Map<NodeRef, Long> gone = new HashMap<>();
    /** Those that were there before it, and have not greeted it yet: until then it takes no clients. */
    private final Set<NodeRef> unmet = new HashSet<>();

    WanderAcquaintances(WanderNode node, WanderSimulation world) {
        this.node = node;
        this.world = world;
    }

    void up(NodeRef other) {
        met.add(other);
        node.presence.nodeUp(world.now(), other);
    }

    /** It comes to others that are there already, and each tells it what it may have missed, as those of the cluster do. */
    void meet(NodeRef other) {
        unmet.add(other);
        up(other);
    }

    void greet(NodeRef fresh) {
        NodeRef here = node.ref;
        List<Move> moves = node.whereabouts.on(here);
        Map<NodeRef, List<End>> ends = node.whereabouts.ends(world.now());
        Map<NodeRef, Long> losses = Map.copyOf(gone);
        node.post(fresh, other -> {
            moves.forEach(move -> other.arrivals.adopted(here, move));
            ends.forEach((on, some) -> some.forEach(end -> other.ended(on, new Move(end.cid(), end.count()))));
            losses.forEach(other.acquaintances::hearOfLoss);
            other.acquaintances.unmet.remove(here);
        });
    }

    /** Whoever has met it finds out itself. */
    private void hearOfLoss(NodeRef dead, long at) {
        if (!node.presence.peers().contains(dead)) {
            lost(dead, at);
        }
    }

    private void lost(NodeRef dead, long at) {
        if (gone.putIfAbsent(dead, at) == null) {
            node.whereabouts.lost(dead);
            node.arrivals.lost(dead, at);
        }
    }

    /** Finds out that one is gone, and tells the others. */
    void down(NodeRef dead) {
        unmet.remove(dead);
        lost(dead, world.now());
        node.everyPeer(other -> other.acquaintances.hearOfLoss(dead, world.now()));
    }

    /** Whether it was there when that one was, or was told since. */
    boolean hasHeardOf(NodeRef other) {
        return met.contains(other) || gone.containsKey(other);
    }

    boolean hasMet(NodeRef other) {
        return met.contains(other);
    }

    boolean isComplete() {
        return unmet.isEmpty();
    }
}
