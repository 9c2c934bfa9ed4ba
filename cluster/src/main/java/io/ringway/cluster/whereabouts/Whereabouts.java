package io.ringway.cluster.whereabouts;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.whereabouts.Claims.Claim;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which node a connection lives on, for those that have moved since they were made; every other lives where its id says.
 * Each node tells the others what it takes over and what of that has ended; of the nodes that are there whoever says the higher count is
 * right, and of two that say the same the lower one, so that all agree whatever the order in which they hear of it ({@link Claims}).
 *
 * <p>An end is remembered for a while, and told to whoever was away: a node that was cut off may still have the connection
 * as it was before it moved. Whoever is told is told for how long as well, so that it is forgotten everywhere though nodes tell it each
 * other again and again. Why is in {@code docs/adr/0133-ends-are-told-to-who-was-away.md}.
 *
 * <p>Pure and single threaded.
 */
public final class Whereabouts {
    /** Ends that are remembered at most. Over it, those that would be forgotten first are. */
    static final int ENDS_AT_MOST = 100_000;

    private final Claims claims = new Claims();
    /** What is forgotten first is first. */
    private final Queue<Ended> ends = new PriorityQueue<>(Comparator.comparingLong(ended -> ended.claim.until()));

    /** By the ids of nodes that say anew what they have: what they said before, and have not said again. */
    private final Map<Long, Set<Cid>> unsaid = new HashMap<>();

    private record Ended(Cid cid, Claim claim) {}

    /** The node that the connection lives on, or has ended on: the last one to take it over, else the one that made it. */
    public NodeRef of(Cid cid) {
        Claim claim = claims.right(cid);
        return claim == null ? cid.node() : claim.node();
    }

    /** A node has taken a connection over. Returns false where it is known better. */
    public boolean moved(NodeRef to, Move move) {
        Set<Cid> before = unsaid.get(to.id());
        if (before != null && before.remove(move.cid())) {
            claims.forgetLife(to, move.cid());
        }
        return claims.add(move.cid(), Claim.life(to, move.count()));
    }

    /**
     * A connection has ended on a node that had taken it over.
     *
     * @param until when that may be forgotten, in the clock of {@link #forgetEnds}
     * @return false where it is known better, or known
     */
    public boolean ended(NodeRef on, Move move, long until) {
        if (isKnownEnd(on, move)) {
            return false;
        }
        Claim end = Claim.over(on, move.count(), until);
        boolean isRight = claims.add(move.cid(), end);
        if (isKnownEnd(on, move)) {
            ends.add(new Ended(move.cid(), end));
        }
        if (ends.size() > ENDS_AT_MOST) {
            forget(ends.remove());
        }
        return isRight;
    }

    /** Be it that it is past. */
    private boolean isKnownEnd(NodeRef on, Move move) {
        Claim known = claims.of(on, move);
        return known != null && known.isOver() && known.count() == move.count();
    }

    /**
     * A node begins to say anew what it has. What it has said before holds until it is said again, whatever the count, or until the
     * node {@linkplain #saidAll has said all}.
     */
    public void anew(NodeRef node) {
        unsaid.put(node.id(), claims.lives(node));
    }

    /** A node has said all that it has: what it has not said again is forgotten, but for ends. Ignored where it said nothing anew. */
    public void saidAll(NodeRef node) {
        Set<Cid> left = unsaid.remove(node.id());
        if (left != null) {
            left.forEach(cid -> claims.forgetLife(node, cid));
        }
    }

    /** A node has somebody no longer, because another has, or because the id may be used again: it is looked for where its id says. */
    public void released(NodeRef on, Cid cid) {
        claims.forget(on, cid);
    }

    /**
     * A node is gone: of those that say that they have a connection, it is not right. Returns which connections
     * others have, and who, as it is known now.
     */
    public Map<Cid, NodeRef> lost(NodeRef node) {
        // Some of what it says now may not be heard: nothing is dropped for not having been said.
        unsaid.remove(node.id());
        return claims.lost(node);
    }

    /** As {@link #lost}, of a node that is there again. */
    public Map<Cid, NodeRef> found(NodeRef node) {
        return claims.found(node);
    }

    /** Whether a node says that it has a connection, and another is right. */
    public boolean isRival(NodeRef node, Cid cid) {
        return claims.isRival(node, cid);
    }

    /** Whether a connection that had moved has ended: whoever still lists it has not heard of that. */
    public boolean hasEnded(Cid cid) {
        Claim claim = claims.right(cid);
        return claim != null && claim.isOver();
    }

    /** How a connection has ended; null where it is not known to have. */
    public @Nullable End end(Cid cid, long now) {
        Claim claim = claims.right(cid);
        return claim == null || !claim.isOver() ? null : claim.end(cid, now);
    }

    /** What has ended not long ago, by the nodes on which it did. */
    public Map<NodeRef, List<End>> ends(long now) {
        Map<NodeRef, List<End>> byNode = new HashMap<>();
        for (Ended one : ends) {
            if (one.claim.until() > now && one.claim.equals(claims.right(one.cid))) {
                byNode.computeIfAbsent(one.claim.node(), first -> new ArrayList<>())
                        .add(one.claim.end(one.cid, now));
            }
        }
        return byNode;
    }

    public void forgetEnds(long now) {
        while (!ends.isEmpty() && ends.element().claim.until() <= now) {
            forget(ends.remove());
        }
    }

    /** Unless it lives on, after a later move. */
    private void forget(Ended end) {
        claims.forgetEnd(end.cid, end.claim);
    }

    /** What a node has taken over, and not given away. */
    public List<Move> on(NodeRef node) {
        List<Move> moves = new ArrayList<>();
        claims.all().forEach((cid, claim) -> {
            if (claim.isOf(node) && !claim.isOver()) {
                moves.add(new Move(cid, claim.count()));
            }
        });
        return moves;
    }

    /** How often a connection has moved; 0 where it has not. */
    public int count(Cid cid) {
        Claim claim = claims.right(cid);
        return claim == null ? 0 : claim.count();
    }

    /** This node lives on under a new name. */
    public void renamed(NodeRef node) {
        claims.renamed(node);
    }

    /** Forgets what was on nodes that have been gone for long: nothing comes back from there. Ends have their own time. */
    public void forget(NodeRef node) {
        unsaid.remove(node.id());
        claims.forget(node);
    }

    int size() {
        return claims.all().size();
    }

    /** Where a connection has moved to; null where it has not moved. */
    public @Nullable NodeRef movedTo(Cid cid) {
        Claim claim = claims.right(cid);
        return claim == null ? null : claim.node();
    }
}
