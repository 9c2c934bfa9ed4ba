package io.ringway.cluster.presence;

import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Member;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who of a room is lost and may come back: who is missed, and whose connection is lost to every node that has them. One that
 * moves is there as soon as its new node has it. Observers are told of differences alone.
 */
final class Suspicion {
    private final Attendance attendance;
    /** Those of this node's members whose connections are lost. */
    private final Set<Cid> own = new HashSet<>(0);

    private final Set<Cid> told = new HashSet<>(0);

    Suspicion(Attendance attendance) {
        this.attendance = attendance;
    }

    /** A connection of this node is lost, or is back; returns whether that is news. */
    boolean own(Cid cid, boolean isLost) {
        return isLost ? own.add(cid) : own.remove(cid);
    }

    boolean hasOwn() {
        return !own.isEmpty();
    }

    List<Cid> own() {
        return List.copyOf(own);
    }

    /** The member is new, or gone for good: what was told of it counts no longer. */
    void settled(Cid cid) {
        told.remove(cid);
    }

    /** What an observer is to be told of a member of which something has changed. */
    @Nullable
    Change news(Member member) {
        boolean isSuspect = isSuspect(member.cid());
        if (isSuspect && told.add(member.cid())) {
            return new Change.Suspected(member);
        }
        return !isSuspect && told.remove(member.cid()) ? new Change.Back(member) : null;
    }

    Set<Cid> all() {
        Set<Cid> all = new HashSet<>(own);
        attendance.links.forEach(link -> all.addAll(link.suspects));
        all.removeIf(cid -> !isSuspect(cid));
        all.addAll(attendance.missed());
        return all;
    }

    private boolean isSuspect(Cid cid) {
        if (attendance.missed().contains(cid)) {
            return true;
        }
        boolean isLost = isLost(attendance.own, own, cid);
        boolean isThere = isThere(attendance.own, own, cid);
        for (Link link : attendance.links) {
            isLost |= isLost(link.members, link.suspects, cid);
            isThere |= isThere(link.members, link.suspects, cid);
        }
        return isLost && !isThere;
    }

    private static boolean isLost(Map<Cid, Member> shard, Set<Cid> suspects, Cid cid) {
        return suspects.contains(cid) && shard.containsKey(cid);
    }

    private static boolean isThere(Map<Cid, Member> shard, Set<Cid> suspects, Cid cid) {
        return !suspects.contains(cid) && shard.containsKey(cid);
    }
}
