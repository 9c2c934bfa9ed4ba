package io.ringway.cluster.whereabouts;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What nodes say of connections, of which the highest count is right, and of those with the same one that of the lowest node that is there:
 * a node may have told half of the others when it died, and those would know better than the node that has the connection since. Which is
 * right depends on what was said and on who is gone, and on no order.
 *
 * <p>Pure and single threaded.
 */
final class Claims {
    private final Map<Cid, Claim> right = new HashMap<>();
    /** The others of the same count; hardly ever any. */
    private final Map<Cid, List<Claim>> rivals = new HashMap<>();

    private final Set<Long> gone = new HashSet<>();

    /** @param until when an end may be forgotten; {@link #LIVES} where it is none */
    record Claim(NodeRef node, int count, long until) {
        static final long LIVES = Long.MAX_VALUE;

        boolean isOver() {
            return until != LIVES;
        }

        boolean isOf(NodeRef other) {
            return node.id() == other.id();
        }

        End end(Cid cid, long now) {
            return new End(cid, count, Math.clamp(until - now, 0, Integer.MAX_VALUE));
        }
    }

    @Nullable
    Claim right(Cid cid) {
        return right.get(cid);
    }

    Map<Cid, Claim> all() {
        return right;
    }

    /** How that node says that the connection has ended, or whatever else it says of that move; null where it says nothing. */
    @Nullable
    Claim of(NodeRef node, Move move) {
        for (Claim claim : together(move.cid())) {
            if (claim.count == move.count() && claim.isOf(node)) {
                return claim;
            }
        }
        return null;
    }

    private List<Claim> together(Cid cid) {
        List<Claim> all = new ArrayList<>(rivals.getOrDefault(cid, List.of()));
        Claim first = right.get(cid);
        if (first != null) {
            all.add(first);
        }
        return all;
    }

    /** Returns whether it is right. A node speaks of its own connections in order: what it says last counts, but nothing after an end. */
    boolean add(Cid cid, Claim claim) {
        List<Claim> all = together(cid);
        int highest = all.isEmpty() ? claim.count : all.getFirst().count;
        Claim before = of(claim.node, new Move(cid, claim.count));
        if (claim.count < highest || (before != null && before.isOver() && !claim.isOver())) {
            return false;
        }
        all.removeIf(one -> one.count < claim.count || one.isOf(claim.node));
        all.add(claim);
        return claim.equals(settle(cid, all));
    }

    private @Nullable Claim settle(Cid cid, List<Claim> all) {
        Claim first = all.isEmpty() ? null : Collections.min(all, this::compare);
        all.remove(first);
        if (first == null) {
            right.remove(cid);
        } else {
            right.put(cid, first);
        }
        if (all.isEmpty()) {
            rivals.remove(cid);
        } else {
            rivals.put(cid, all);
        }
        return first;
    }

    private int compare(Claim one, Claim other) {
        boolean isGone = isGone(one);
        return isGone == isGone(other) ? one.node.compareTo(other.node) : Boolean.compare(isGone, !isGone);
    }

    /** An end stays one. */
    private boolean isGone(Claim claim) {
        return !claim.isOver() && gone.contains(claim.node.id());
    }

    /** Returns of which connections others are right now, and who. */
    Map<Cid, NodeRef> lost(NodeRef node) {
        return gone.add(node.id()) ? settle() : Map.of();
    }

    /** As {@link #lost}, of a node that is there again. */
    Map<Cid, NodeRef> found(NodeRef node) {
        return gone.remove(node.id()) ? settle() : Map.of();
    }

    private Map<Cid, NodeRef> settle() {
        Map<Cid, NodeRef> changed = new HashMap<>();
        for (Cid cid : List.copyOf(rivals.keySet())) {
            Claim before = right.get(cid);
            Claim after = settle(cid, together(cid));
            if (after != null && !after.equals(before)) {
                changed.put(cid, after.node);
            }
        }
        return changed;
    }

    /** Whoever else spoke of that move has let go by then. */
    void forgetEnd(Cid cid, Claim end) {
        if (right.remove(cid, end)) {
            rivals.remove(cid);
        } else {
            forget(cid, end::equals);
        }
    }

    /** What the node says of the connection. */
    void forget(NodeRef node, Cid cid) {
        forget(cid, claim -> claim.isOf(node));
    }

    private void forget(Cid cid, Predicate<Claim> which) {
        List<Claim> all = together(cid);
        if (all.removeIf(which)) {
            settle(cid, all);
        }
    }

    /** All that the node says, but for ends. */
    void forget(NodeRef node) {
        Predicate<Claim> isIts = claim -> claim.isOf(node) && !claim.isOver();
        List.copyOf(rivals.keySet()).forEach(cid -> forget(cid, isIts));
        right.values().removeIf(isIts);
        gone.remove(node.id());
    }

    void renamed(NodeRef node) {
        right.replaceAll((cid, claim) ->
                claim.isOf(node) && !claim.isOver() ? new Claim(node, claim.count, Claim.LIVES) : claim);
    }
}
