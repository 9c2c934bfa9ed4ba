package io.ringway.cluster.presence;

import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How members go out of shards: at once, or missed for a while, as long as they may be back in another one. Knows in which rooms
 * somebody is missed, or listed by another node and not believed. Returns what an observer is to be told, if anything. As {@link Presence}, of which it is a part.
 */
final class Absences {
    /** A member that moves is waited for this long at least. */
    private static final long MOVE_MS = 2_000;

    private final Effects effects;
    private final long self;
    private final long graceMs;
    private final Set<Room> missing = new LinkedHashSet<>();
    private final Set<Room> disbelieving = new LinkedHashSet<>();
    private final Farewells farewells;
    private final Unheard unheard = new Unheard();

    /**
     * @param self this node's id
     * @param graceMs how long somebody who vanished without a goodbye is missed; 0 for not at all
     */
    Absences(Effects effects, long self, long graceMs) {
        this.effects = effects;
        this.self = self;
        this.graceMs = graceMs;
        this.farewells = new Farewells(effects, graceMs);
    }

    /** This node has a member, or its metadata is new. */
    @Nullable
    Change put(Room room, Member member) {
        farewells.takeBack(room, member.cid());
        return room.attendance.put(room.own, member);
    }

    /** Another node says that somebody has just come: it is believed, as the connection may have moved there since. */
    @Nullable
    Change come(Room room, Link link, Member member) {
        farewells.takeBack(room, member.cid());
        return put(room, link, member);
    }

    /**
     * Another node lists a member. One that was cut off may list somebody who has gone on elsewhere meanwhile, and ended or left there; such
     * a one is put in once it is known to live, or to be in the room.
     */
    @Nullable
    Change put(Room room, Link link, Member member) {
        if (isOver(room, link, member.cid())) {
            link.ended.put(member.cid(), member);
            disbelieving.add(room);
            return null;
        }
        farewells.takeBack(room, member.cid());
        link.ended.remove(member.cid());
        return room.attendance.put(link.members, member);
    }

    private boolean isOver(Room room, Link link, Cid cid) {
        return effects.hasEnded(cid) || farewells.contradict(room, cid, link.node);
    }

    /** Takes a member out of a shard for a reason that its owner, that node, gave. */
    @Nullable
    Change take(long now, Room room, NodeRef node, Map<Cid, Member> shard, Cid cid, LeaveReason reason) {
        if (effects.hasEnded(cid)) {
            return end(room, shard, cid, known(reason));
        }
        if (shard.containsKey(cid) && farewells.isLast(cid, node, reason)) {
            Change change = end(room, shard, cid, reason);
            farewells.note(now, room, cid, reason);
            return change;
        }
        LeaveReason before = farewells.reason(room, cid, node);
        if (before != null) {
            // It has left where it moved to, which was heard ahead of the move.
            return room.attendance.remove(shard, cid, before);
        }
        return reason == LeaveReason.MOVED
                ? miss(now, room, shard, cid, Math.max(graceOf(cid), MOVE_MS))
                : room.attendance.remove(shard, cid, reason);
    }

    /** Where whoever moved has ended by now, nobody here has heard why. */
    private static LeaveReason known(LeaveReason reason) {
        return reason == LeaveReason.MOVED ? LeaveReason.DISCONNECTED : reason;
    }

    /** Takes a member out of a shard for no reason that is known. */
    @Nullable
    Change lose(long now, Room room, Map<Cid, Member> shard, Cid cid) {
        if (effects.hasEnded(cid)) {
            return end(room, shard, cid, LeaveReason.DISCONNECTED);
        }
        return graceMs == 0
                ? room.attendance.remove(shard, cid, LeaveReason.DISCONNECTED)
                : miss(now, room, shard, cid, graceOf(cid));
    }

    /** As {@link #lose}, of this node's own shard while it is cut off: until the others have said that they do not have it. */
    @Nullable
    Change loseUnheard(long now, Room room, Cid cid) {
        Change change = lose(now, room, room.own, cid);
        if (room.attendance.missed().contains(cid)) {
            unheard.add(room.group(), cid);
        }
        return change;
    }

    Unheard unheard() {
        return unheard;
    }

    private @Nullable Change end(Room room, Map<Cid, Member> shard, Cid cid, LeaveReason reason) {
        disbelieving.add(room);
        return room.attendance.end(shard, cid, reason);
    }

    private long graceOf(Cid cid) {
        return Math.max(graceMs, effects.graceOf(cid));
    }

    private @Nullable Change miss(long now, Room room, Map<Cid, Member> shard, Cid cid, long patience) {
        Change change = room.attendance.miss(shard, cid, now + patience);
        if (change != null) {
            missing.add(room);
        }
        return change;
    }

    /** A room has no members of this node any more. */
    void close(Room room) {
        missing.remove(room);
        disbelieving.remove(room);
        farewells.close(room);
        unheard.forget(room.group());
    }

    /** Gives up on those whose time is over, takes in who lives on after all, and says so. */
    void tick(long now, BiConsumer<Room, Change> observers) {
        farewells.tick(now);
        believe(observers);
        for (Room room : List.copyOf(missing)) {
            Set<Cid> over = unheard.takeOver(room.group());
            for (Change change : room.attendance.giveUp(now, cid -> effects.hasEnded(cid) || isGone(over, cid))) {
                if (!room.isClosed()) {
                    observers.accept(room, change);
                }
            }
            if (!room.attendance.missesSomebody()) {
                missing.remove(room);
                unheard.forget(room.group());
            }
        }
    }

    /** One that has moved on may be about to join there. */
    private boolean isGone(Set<Cid> over, Cid cid) {
        NodeRef now = over.contains(cid) ? effects.movedTo(cid) : null;
        return over.contains(cid) && (now == null || now.id() == self);
    }

    /** Where it is in the room on the node that it lives on, what that says of it is newer. */
    private boolean isStale(Room room, Link link, Cid cid) {
        if (isOver(room, link, cid)) {
            return true;
        }
        NodeRef now = effects.movedTo(cid);
        return now != null && now.id() != link.node.id() && room.attendance.isListed(cid, now);
    }

    private void believe(BiConsumer<Room, Change> observers) {
        for (Room room : List.copyOf(disbelieving)) {
            for (Change change : room.attendance.believe((link, cid) -> isStale(room, link, cid))) {
                farewells.takeBack(room, change.member().cid());
                if (!room.isClosed()) {
                    observers.accept(room, change);
                }
            }
            if (!room.attendance.disbelievesSomebody()) {
                disbelieving.remove(room);
            }
        }
    }
}
