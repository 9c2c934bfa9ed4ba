package io.ringway.cluster.presence;

import io.ringway.cluster.Cid;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.NodeRef;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Who has left a room on the node that it had moved to. Another node that lists it still, or again as it was cut off, has not heard of the
 * move, and is not believed until it has. As {@link Presence}, of which it is a part.
 */
final class Farewells {
    /** Added to the longest grace: a node that was cut off, and still has a connection that has moved, is back by then. */
    static final long KEPT_MS = 60_000;

    /** Those that are said first go first. */
    static final int AT_MOST = 100_000;

    private static final class Farewell {
        final LeaveReason reason;

        Farewell(LeaveReason reason) {
            this.reason = reason;
        }
    }

    private record Due(long at, Room room, Cid cid, Farewell farewell) {}

    private final Effects effects;
    private final long graceMs;
    private final Map<Room, Map<Cid, Farewell>> said = new HashMap<>();
    /** In order, as all are kept for as long. Those that were taken back are among them. */
    private final Queue<Due> due = new ArrayDeque<>();

    Farewells(Effects effects, long graceMs) {
        this.effects = effects;
        this.graceMs = graceMs;
    }

    /** Whether whoever else lists somebody who leaves on that node is mistaken. */
    boolean isLast(Cid cid, NodeRef node, LeaveReason reason) {
        // Whoever is lost or moves may be right where it is listed.
        boolean isForGood = reason != LeaveReason.MOVED && reason != LeaveReason.DISCONNECTED;
        NodeRef now = isForGood ? effects.movedTo(cid) : null;
        return now != null && now.id() == node.id();
    }

    /** Somebody has left on the node that it lives on, and that was the last word. */
    void note(long now, Room room, Cid cid, LeaveReason reason) {
        Farewell farewell = new Farewell(reason);
        said.computeIfAbsent(room, first -> new HashMap<>()).put(cid, farewell);
        due.add(new Due(until(now), room, cid, farewell));
        if (due.size() > AT_MOST) {
            forget(due.remove());
        }
    }

    private long until(long now) {
        return now + KEPT_MS + Math.max(graceMs, effects.longestGraceMs());
    }

    /** It has come again, on whichever node. */
    void takeBack(Room room, Cid cid) {
        Map<Cid, Farewell> here = said.get(room);
        if (here != null && here.remove(cid) != null && here.isEmpty()) {
            said.remove(room);
        }
    }

    /** Why it has left on a node that it had moved to, where that other one has not heard of it; null where it is not known to have. */
    @Nullable
    LeaveReason reason(Room room, Cid cid, NodeRef other) {
        Farewell farewell = of(room, cid);
        return farewell == null || !livesElsewhere(cid, other) ? null : farewell.reason;
    }

    /** Whether that node is not to be believed that somebody is in the room. */
    boolean contradict(Room room, Cid cid, NodeRef node) {
        return of(room, cid) != null && livesElsewhere(cid, node);
    }

    /** It may have moved on since it left: that node is right about it then, and none before. */
    private boolean livesElsewhere(Cid cid, NodeRef node) {
        NodeRef now = effects.movedTo(cid);
        return now != null && now.id() != node.id();
    }

    private @Nullable Farewell of(Room room, Cid cid) {
        Map<Cid, Farewell> here = said.get(room);
        return here == null ? null : here.get(cid);
    }

    /** Forgets those whose time is over, but not of whom a node lists nevertheless. */
    void tick(long now) {
        for (Due first = due.peek(); first != null && first.at <= now; first = due.peek()) {
            due.remove();
            if (of(first.room, first.cid) == first.farewell && first.room.attendance.isListed(first.cid)) {
                due.add(new Due(until(now), first.room, first.cid, first.farewell));
            } else {
                forget(first);
            }
        }
    }

    private void forget(Due one) {
        if (of(one.room, one.cid) == one.farewell) {
            takeBack(one.room, one.cid);
        }
    }

    void close(Room room) {
        said.remove(room);
    }
}
