package io.ringway.cluster.presence;

import io.ringway.cluster.Cid;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.NodeRef;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who has left a room on the node that it has moved to. Another node that lists it still, or again as it was cut off, has not heard of the
 * move, and is not believed until it has. As {@link Presence}, of which it is a part.
 */
final class Farewells {
    /** A node that was cut off, and still has a connection that has moved, is back by then, or has given it up. */
    static final long KEPT_MS = 60_000;

    private record Farewell(NodeRef node, LeaveReason reason, long until) {}

    private final Effects effects;
    private final Map<Room, Map<Cid, Farewell>> said = new HashMap<>();

    Farewells(Effects effects) {
        this.effects = effects;
    }

    /** Whether whoever else lists somebody who leaves on that node is mistaken. */
    boolean isLast(Cid cid, NodeRef node, LeaveReason reason) {
        // Whoever is lost or moves may be right where it is listed.
        boolean isForGood = reason != LeaveReason.MOVED && reason != LeaveReason.DISCONNECTED;
        return isForGood && effects.livesOn(cid, node);
    }

    /** Somebody has left on that node, and that was the last word. */
    void note(long now, Room room, Cid cid, NodeRef node, LeaveReason reason) {
        said.computeIfAbsent(room, first -> new HashMap<>()).put(cid, new Farewell(node, reason, now + KEPT_MS));
    }

    /** It has come again, on whichever node. */
    void takeBack(Room room, Cid cid) {
        Map<Cid, Farewell> here = said.get(room);
        if (here != null && here.remove(cid) != null && here.isEmpty()) {
            said.remove(room);
        }
    }

    /** Why it has left on the node that it lives on; null where it is not known to have. */
    @Nullable
    LeaveReason reason(Room room, Cid cid) {
        Farewell farewell = of(room, cid);
        return farewell == null ? null : farewell.reason;
    }

    /** Whether that node is not to be believed that somebody is in the room. */
    boolean contradict(Room room, Link link, Cid cid) {
        Farewell farewell = of(room, cid);
        return farewell != null && farewell.node.id() != link.node.id();
    }

    private @Nullable Farewell of(Room room, Cid cid) {
        Map<Cid, Farewell> here = said.get(room);
        Farewell farewell = here == null ? null : here.get(cid);
        return farewell == null || !effects.livesOn(cid, farewell.node) ? null : farewell;
    }

    /** Forgets whom nobody lists, once nobody will. */
    void tick(long now) {
        said.entrySet().removeIf(entry -> {
            Attendance attendance = entry.getKey().attendance;
            entry.getValue()
                    .entrySet()
                    .removeIf(one -> one.getValue().until <= now && !attendance.isListed(one.getKey()));
            return entry.getValue().isEmpty();
        });
    }

    void close(Room room) {
        said.remove(room);
    }
}
