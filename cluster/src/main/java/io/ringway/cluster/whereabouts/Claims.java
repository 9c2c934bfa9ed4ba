package io.ringway.cluster.whereabouts;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What nodes say of connections. Of those that are there the one with the highest count is right, and of those with the same one the lowest:
 * a node may have told half of the others when it died, and those would know better than the node that has the connection since. Which is
 * right depends on what was said and on who is gone, and on no order.
 *
 * <p>Who gives a connection away does not say so: the next count does, and nobody looks there again. A node that takes one over after a loss
 * ({@link Move#afterLoss}) has asked nobody: should it be lost too, whoever else says that it has the connection may be right. Not so what a
 * node has said before it said something later itself: that is past, and kept for what it outdoes alone.
 *
 * <p>Pure and single threaded.
 */
final class Claims {
    private final Map<Cid, Claim> right = new HashMap<>();
    /** The others; hardly ever any. */
    private final Map<Cid, List<Claim>> rivals = new HashMap<>();

    private final Set<Long> gone = new HashSet<>();

    /**
     * @param until when an end may be forgotten; {@link #LIVES} where it is none
     * @param isPast whether the node has said something later, of another stage
     */
    record Claim(NodeRef node, int count, long until, boolean isPast) {
        static final long LIVES = Long.MAX_VALUE;

        static Claim life(NodeRef node, int count) {
            return new Claim(node, count, LIVES, false);
        }

        static Claim over(NodeRef node, int count, long until) {
            return new Claim(node, count, until, false);
        }

        boolean isOver() {
            return until != LIVES;
        }

        boolean isOf(NodeRef other) {
            return node.id() == other.id();
        }

        /** Whoever says this has let go, or has to. */
        boolean isOutdoneBy(Claim other) {
            return count < other.count && Move.isOneStage(count, other.count);
        }

        /** As it is once all of that is known. */
        Claim among(List<Claim> known) {
            boolean isPastNow = known.stream().anyMatch(other -> isOf(other.node) && count < other.count);
            return isPast || isPastNow ? new Claim(node, count, until, true) : this;
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

    /** What that node says of the move, or of one close to it; null where it says nothing. */
    @Nullable
    Claim of(NodeRef node, Move move) {
        for (Claim claim : together(move.cid())) {
            if (claim.isOf(node) && Move.isOneStage(claim.count, move.count())) {
                return claim;
            }
        }
        return null;
    }

    /** Whether the node says that it has the connection, and another is right. */
    boolean isRival(NodeRef node, Cid cid) {
        Claim first = right.get(cid);
        return first != null
                && !first.isOf(node)
                && rivals.getOrDefault(cid, List.of()).stream()
                        .anyMatch(claim -> claim.isOf(node) && !claim.isOver() && !claim.isPast);
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
        Claim before = of(claim.node, new Move(cid, claim.count));
        boolean isLate = before != null
                && (claim.count < before.count || (claim.count == before.count && before.isOver() && !claim.isOver()));
        if (isLate) {
            return false;
        }
        List<Claim> all = together(cid);
        all.remove(before);
        all.add(claim);
        List<Claim> known = List.copyOf(all);
        all.removeIf(one -> known.stream().anyMatch(one::isOutdoneBy));
        all.replaceAll(one -> one.among(known));
        return claim.equals(settle(cid, all));
    }

    private @Nullable Claim settle(Cid cid, List<Claim> all) {
        Claim first =
                all.stream().filter(claim -> !claim.isPast).min(this::compare).orElse(null);
        if (first == null) {
            right.remove(cid);
            rivals.remove(cid);
            return null;
        }
        right.put(cid, first);
        all.remove(first);
        if (all.isEmpty()) {
            rivals.remove(cid);
        } else {
            rivals.put(cid, all);
        }
        return first;
    }

    private int compare(Claim one, Claim other) {
        boolean isGone = isGone(one);
        if (isGone != isGone(other)) {
            return Boolean.compare(isGone, !isGone);
        }
        return one.count == other.count ? one.node.compareTo(other.node) : Integer.compare(other.count, one.count);
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
            forget(cid, claim -> claim.isOver() && claim.isOf(end.node) && claim.count == end.count);
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

    /** Which connections the node says that it has, or had: all of which it does not say that they have ended. */
    Set<Cid> lives(NodeRef node) {
        Predicate<Claim> isIts = isLifeOn(node);
        Set<Cid> lives = new HashSet<>();
        right.forEach((cid, claim) -> {
            if (isIts.test(claim)) {
                lives.add(cid);
            }
        });
        rivals.forEach((cid, claims) -> {
            if (claims.stream().anyMatch(isIts)) {
                lives.add(cid);
            }
        });
        return lives;
    }

    /** What the node says of the connection, but for an end. */
    void forgetLife(NodeRef node, Cid cid) {
        forget(cid, isLifeOn(node));
    }

    private static Predicate<Claim> isLifeOn(NodeRef node) {
        return claim -> claim.isOf(node) && !claim.isOver();
    }

    /** All that the node says, but for ends. */
    void forget(NodeRef node) {
        Predicate<Claim> isIts = isLifeOn(node);
        List.copyOf(rivals.keySet()).forEach(cid -> forget(cid, isIts));
        right.values().removeIf(isIts);
        gone.remove(node.id());
    }

    void renamed(NodeRef node) {
        right.replaceAll((cid, claim) -> claim.isOf(node) && !claim.isOver() ? Claim.life(node, claim.count) : claim);
    }
}
