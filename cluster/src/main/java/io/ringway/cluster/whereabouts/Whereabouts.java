package io.ringway.cluster.whereabouts;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which node a connection lives on, for those that have moved since they were made; every other lives where its id says.
 * Each node tells the others what it takes over and what of that has ended; whoever says the higher count is right, and
 * of two that say the same the lower node, so that all agree whatever the order in which they hear of it.
 *
 * <p>Pure and single threaded.
 */
public final class Whereabouts {
    private final Map<Cid, Place> places = new HashMap<>();

    private record Place(NodeRef node, int count) {
        boolean gives(Place later) {
            return later.count > count || (later.count == count && later.node.compareTo(node) < 0);
        }
    }

    /** The node that the connection lives on: the last one to take it over, else the one that made it. */
    public NodeRef of(Cid cid) {
        Place place = places.get(cid);
        return place == null ? cid.node() : place.node;
    }

    /** A node has taken a connection over. Returns false where it is known better. */
    public boolean moved(NodeRef to, Move move) {
        Place later = new Place(to, move.count());
        Place known = places.get(move.cid());
        if (known != null && !known.equals(later) && !known.gives(later)) {
            return false;
        }
        places.put(move.cid(), later);
        return true;
    }

    /** A connection has ended on a node that had taken it over. */
    public void ended(NodeRef on, Cid cid) {
        places.computeIfPresent(cid, (same, place) -> place.node.id() == on.id() ? null : place);
    }

    /** What a node has taken over, and not given away. */
    public List<Move> on(NodeRef node) {
        List<Move> moves = new ArrayList<>();
        places.forEach((cid, place) -> {
            if (place.node.id() == node.id()) {
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
        places.replaceAll((cid, place) -> place.node.id() == node.id() ? new Place(node, place.count) : place);
    }

    /** Forgets what was on nodes that have been gone for long: nothing comes back from there. */
    public void forget(NodeRef node) {
        places.values().removeIf(place -> place.node.id() == node.id());
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
