package io.ringway.cluster.presence;

import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is seen in a room: the union of this node's shard, the peers' shards, and those who are missed. A member that
 * vanished without a goodbye, because it moves to another node or because its node is gone, is missed: still seen, until
 * it turns up in another shard or its time is over. Whatever happens to the shards, an observer is told of the
 * differences of the union alone.
 */
final class Attendance {
    final Map<Cid, Member> own = new LinkedHashMap<>();
    /** As many as there are other nodes with members: few, so that a scan beats a map. */
    final List<Link> links = new ArrayList<>(0);

    private final Map<Cid, Missed> missed = new LinkedHashMap<>(0);
    /** Members in two shards at once, as it is while they move. */
    private int doubles;

    private record Missed(Member member, long until) {}

    int size() {
        int size = own.size() + missed.size() - doubles;
        for (Link link : links) {
            size += link.members.size();
        }
        return size;
    }

    Set<Cid> missed() {
        return missed.keySet();
    }

    boolean missesSomebody() {
        return !missed.isEmpty();
    }

    /** Puts a member into a shard. Returns what an observer is to be told, if anything. */
    @Nullable
    Change put(Map<Cid, Member> shard, Member member) {
        Member before = shard.get(member.cid());
        Member elsewhere = before == null ? find(member.cid()) : null;
        Missed back = before == null ? missed.remove(member.cid()) : null;
        shard.put(member.cid(), member);
        if (before != null) {
            return difference(before, member, null);
        }
        if (back != null) {
            return difference(back.member, member, new Change.Back(member));
        }
        if (elsewhere != null) {
            doubles++;
            return difference(elsewhere, member, null);
        }
        return new Change.Joined(member);
    }

    private static @Nullable Change difference(Member before, Member after, @Nullable Change otherwise) {
        return before.meta().equals(after.meta()) ? otherwise : new Change.Updated(after);
    }

    /** Takes out a member that left for a known reason. */
    @Nullable
    Change remove(Map<Cid, Member> shard, Cid cid, LeaveReason reason) {
        Member gone = shard.remove(cid);
        if (gone == null) {
            return null;
        }
        Member elsewhere = find(cid);
        return elsewhere == null ? new Change.Left(gone, reason) : onlyElsewhere(gone, elsewhere);
    }

    /** Takes out a member that has ended: it counts in no other node's shard any longer either, whatever that node says. */
    @Nullable
    Change end(Map<Cid, Member> shard, Cid cid, LeaveReason reason) {
        Member gone = shard.remove(cid);
        if (gone == null) {
            return null;
        }
        for (Link link : links) {
            Member listed = link.members.remove(cid);
            if (listed != null) {
                doubles--;
                // What was said of it since it was not believed is there already.
                link.ended.putIfAbsent(cid, listed);
            }
        }
        Member here = own.get(cid);
        return here == null ? new Change.Left(gone, reason) : onlyElsewhere(gone, here);
    }

    /** Takes out a member that is seen until then nevertheless. */
    @Nullable
    Change miss(Map<Cid, Member> shard, Cid cid, long until) {
        Member gone = shard.remove(cid);
        if (gone == null) {
            return null;
        }
        Member elsewhere = find(cid);
        if (elsewhere != null) {
            return onlyElsewhere(gone, elsewhere);
        }
        missed.put(cid, new Missed(gone, until));
        return new Change.Suspected(gone);
    }

    /** Gives up on those whose time is over, or who do not come back, as is known by now. */
    List<Change> giveUp(long now, Predicate<Cid> isGone) {
        List<Change> changes = new ArrayList<>();
        missed.values().removeIf(one -> {
            boolean over = one.until <= now || isGone.test(one.member.cid());
            if (over) {
                changes.add(new Change.Left(one.member, LeaveReason.DISCONNECTED));
            }
            return over;
        });
        return changes;
    }

    /**
     * Takes those in again who live on after all: their end was of a life before, and came ahead of the news of this one. So are those
     * whom it is known again that their node is right about.
     */
    List<Change> believe(BiPredicate<Link, Cid> isStale) {
        List<Change> changes = new ArrayList<>(0);
        for (Link link : links) {
            for (Member one : List.copyOf(link.ended.values())) {
                if (!isStale.test(link, one.cid())) {
                    link.ended.remove(one.cid());
                    Change change = put(link.members, one);
                    // Where it was seen as it is all the same, that node may say that it is not lost.
                    changes.add(change == null ? new Change.Back(one) : change);
                }
            }
        }
        return changes;
    }

    /** Whether this node or that one has it in its shard, and is believed. */
    boolean isListed(Cid cid, NodeRef node) {
        return own.containsKey(cid)
                || links.stream().anyMatch(link -> link.node.id() == node.id() && link.members.containsKey(cid));
    }

    /** Whether any node has it in its shard, be it that it is not believed. */
    boolean isListed(Cid cid) {
        return own.containsKey(cid) || links.stream().anyMatch(link -> link.lists(cid));
    }

    boolean disbelievesSomebody() {
        return links.stream().anyMatch(link -> !link.ended.isEmpty());
    }

    /** The metadata of the shard that has it still is the true one, whichever was told last. */
    private @Nullable Change onlyElsewhere(Member gone, Member elsewhere) {
        doubles--;
        return difference(gone, elsewhere, null);
    }

    private @Nullable Member find(Cid cid) {
        Member found = own.get(cid);
        for (int i = 0; found == null && i < links.size(); i++) {
            found = links.get(i).members.get(cid);
        }
        return found;
    }

    /** Somebody who is seen, be it that it is missed; null where it is not. */
    @Nullable
    Member member(Cid cid) {
        Member found = find(cid);
        Missed gone = found == null ? missed.get(cid) : null;
        return gone == null ? found : gone.member;
    }

    /** Everybody once: this node's members, then each peer's, then those who are missed. */
    Iterable<Member> everybody() {
        return () -> new Everybody(this);
    }

    private static final class Everybody implements Iterator<Member> {
        private final Iterator<Link> links;
        private final Iterator<Missed> missed;
        private final @Nullable Set<Cid> seen;
        private Iterator<Member> current;
        private @Nullable Member next;

        Everybody(Attendance all) {
            current = all.own.values().iterator();
            links = all.links.iterator();
            missed = all.missed.values().iterator();
            seen = all.doubles == 0 ? null : new HashSet<>();
            next = advance();
        }

        private @Nullable Member advance() {
            while (true) {
                Member member = step();
                if (member == null || seen == null || seen.add(member.cid())) {
                    return member;
                }
            }
        }

        private @Nullable Member step() {
            while (!current.hasNext() && links.hasNext()) {
                current = links.next().members.values().iterator();
            }
            if (current.hasNext()) {
                return current.next();
            }
            return missed.hasNext() ? missed.next().member : null;
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Member next() {
            Member member = next;
            if (member == null) {
                throw new NoSuchElementException();
            }
            next = advance();
            return member;
        }
    }
}
