package io.ringway.cluster.whereabouts;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Which node a connection lives on, for those that have moved since they were made; every other lives where its id says.
 * Each node tells the others what it takes over and what of that has ended; whoever says the higher count is right, and
 * of two that say the same the lower node, so that all agree whatever the order in which they hear of it.
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

    private final Map<Cid, Place> places = new HashMap<>();
    /** What is forgotten first is first. */
    private final Queue<Ended> ends = new PriorityQueue<>(Comparator.comparingLong(ended -> ended.place.until));

    private record Ended(Cid cid, Place place) {}

    /** @param until when an end may be forgotten; {@link #LIVES} where it is none */
    private record Place(NodeRef node, int count, long until) {
        static final long LIVES = Long.MAX_VALUE;

        boolean isOver() {
            return until != LIVES;
        }

        End end(Cid cid, long now) {
            return new End(cid, count, Math.clamp(until - now, 0, Integer.MAX_VALUE));
        }

        /** A node speaks of its own connections in order: what it says last is right, but nothing comes after an end. */
        boolean gives(Place later) {
            if (later.count != count) {
                return later.count > count;
            }
            return later.node.id() == node.id() ? later.isOver() || !isOver() : later.node.compareTo(node) < 0;
        }
    }

    /** The node that the connection lives on, or has ended on: the last one to take it over, else the one that made it. */
    public NodeRef of(Cid cid) {
        Place place = places.get(cid);
        return place == null ? cid.node() : place.node;
    }

    /** A node has taken a connection over. Returns false where it is known better. */
    public boolean moved(NodeRef to, Move move) {
        return place(move.cid(), new Place(to, move.count(), Place.LIVES));
    }

    private boolean place(Cid cid, Place later) {
        Place known = places.get(cid);
        if (known != null && !known.gives(later)) {
            return false;
        }
        places.put(cid, later);
        return true;
    }

    /**
     * A connection has ended on a node that had taken it over.
     *
     * @param until when that may be forgotten, in the clock of {@link #forgetEnds}
     * @return false where it is known better, or known
     */
    public boolean ended(NodeRef on, Move move, long until) {
        Place end = new Place(on, move.count(), until);
        Place known = places.get(move.cid());
        boolean isKnown = known != null && known.isOver() && known.count == end.count && known.node.id() == on.id();
        if (isKnown || !place(move.cid(), end)) {
            return false;
        }
        ends.add(new Ended(move.cid(), end));
        if (ends.size() > ENDS_AT_MOST) {
            forget(ends.remove());
        }
        return true;
    }

    /** A node has somebody no longer whose id may be used again: it is looked for where its id says. */
    public void released(NodeRef on, Cid cid) {
        places.computeIfPresent(cid, (same, place) -> place.node.id() == on.id() ? null : place);
    }

    /** Whether a connection that had moved has ended: whoever still lists it has not heard of that. */
    public boolean hasEnded(Cid cid) {
        Place place = places.get(cid);
        return place != null && place.isOver();
    }

    /** How a connection has ended; null where it is not known to have. */
    public @Nullable End end(Cid cid, long now) {
        Place place = places.get(cid);
        return place == null || !place.isOver() ? null : place.end(cid, now);
    }

    /** What has ended not long ago, by the nodes on which it did. */
    public Map<NodeRef, List<End>> ends(long now) {
        Map<NodeRef, List<End>> byNode = new HashMap<>();
        for (Ended one : ends) {
            if (one.place.until > now && one.place.equals(places.get(one.cid))) {
                byNode.computeIfAbsent(one.place.node, first -> new ArrayList<>())
                        .add(one.place.end(one.cid, now));
            }
        }
        return byNode;
    }

    public void forgetEnds(long now) {
        while (!ends.isEmpty() && ends.element().place.until <= now) {
            forget(ends.remove());
        }
    }

    /** Unless it lives on, after a later move. */
    private void forget(Ended end) {
        places.remove(end.cid, end.place);
    }

    /** What a node has taken over, and not given away. */
    public List<Move> on(NodeRef node) {
        List<Move> moves = new ArrayList<>();
        places.forEach((cid, place) -> {
            if (place.node.id() == node.id() && !place.isOver()) {
                moves.add(new Move(cid, place.count));
            }
        });
        return moves;
    }

    /** How often a connection has moved; 0 where it has not. */
    public int count(Cid cid) {
        Place place = places.get(cid);
        return place == null ? 0 : place.count;
    }

    /** This node lives on under a new name. */
    public void renamed(NodeRef node) {
        places.replaceAll((cid, place) ->
                place.node.id() == node.id() && !place.isOver() ? new Place(node, place.count, Place.LIVES) : place);
    }

    /** Forgets what was on nodes that have been gone for long: nothing comes back from there. Ends have their own time. */
    public void forget(NodeRef node) {
        places.values().removeIf(place -> place.node.id() == node.id() && !place.isOver());
    }

    int size() {
        return places.size();
    }

    /** Where a connection has moved to; null where it has not moved. */
    public @Nullable NodeRef movedTo(Cid cid) {
        Place place = places.get(cid);
        return place == null ? null : place.node;
    }
}
