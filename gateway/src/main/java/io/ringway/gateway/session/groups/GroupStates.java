package io.ringway.gateway.session.groups;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.groups.Entry;
import io.ringway.gateway.groups.Entry.Kind;
import io.ringway.gateway.groups.Registers;
import io.ringway.gateway.groups.StateBounds;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.StateEntry;
import io.ringway.gateway.session.GroupChannel;
import io.ringway.gateway.session.GroupRefusal;
import io.ringway.gateway.session.NotFound;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.Speaker;
import io.ringway.gateway.session.groups.Words.Enough;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of groups: keys with JSON values, which every node has, and every member is told of. A key may end with a
 * connection's membership. The node that has the connection removes it then. Where that node is gone, and nobody has come back for the
 * session in time, the lowest does of the nodes that have told their members so; and in a group with no other members, the lowest
 * of all. Hub only.
 */
public final class GroupStates {
    private static final int TICKS_BETWEEN_LOOKS = 5;

    /** How long a connection may be here and not in the group: it may be on its way into it, from another node. */
    private static final long ARRIVING_MS = 10_000;

    private final Words words;
    private final Registers registers;
    private final Cluster cluster;
    private final Sessions sessions;
    private final StateBounds bounds;
    private final long graceMillis;
    private final Map<Entry.Id, Long> lost = new HashMap<>();
    private int ticks;

    /** @param graceMillis how long a session whose node is gone may come back, unless it is waited for longer than others are */
    public GroupStates(Words words, Cluster cluster, Sessions sessions, StateBounds bounds, long graceMillis) {
        this.words = words;
        this.registers = words.registers();
        this.cluster = cluster;
        this.sessions = sessions;
        this.bounds = bounds;
        this.graceMillis = graceMillis;
        words.whenHeard(this::heard);
    }

    public List<StateEntry> all(Group group) {
        long now = words.now();
        return registers.hasEnded(group, now)
                ? List.of()
                : registers.state(group).stream()
                        .filter(entry -> !entry.isOver(now))
                        .map(GroupStates::shown)
                        .toList();
    }

    private static StateEntry shown(Entry entry) {
        return new StateEntry(
                entry.id().key(),
                entry.value(),
                entry.version(),
                entry.isRemoved() ? Entry.NEVER : entry.ends(),
                entry.owner());
    }

    /** Null where there is no such key. */
    public @Nullable StateEntry find(Group group, String key) {
        long now = words.now();
        Entry entry = registers.find(new Entry.Id(group, Kind.STATE, key));
        return entry == null || entry.isOver(now) || registers.hasEnded(group, now) ? null : shown(entry);
    }

    /**
     * Sets a key. Completes with it when another node has it, where there are others; fails with {@link GroupRefusal} where it is
     * too large or there is no room, or where no other node has heard of it.
     *
     * @param ttlMillis how long it lives; 0 for as long as it may
     * @param owner a member of this group, with whom it ends; null for nobody
     */
    public Future<StateEntry> set(Group group, String key, Bytes value, long ttlMillis, @Nullable Cid owner) {
        if (value.size() > bounds.valueBytes()) {
            return refuse(ErrorCode.TOO_LARGE, "a value has at most " + bounds.valueBytes() + " bytes");
        }
        long now = words.now();
        if (registers.hasEnded(group, now)) {
            return refuse(ErrorCode.GROUP_CLOSED, "the group is over");
        }
        long ttl = ttlMillis == 0 ? bounds.ageMillis() : Math.min(ttlMillis, bounds.ageMillis());
        Entry entry = registers.state(now, words.self(), group, key, value, now + ttl, owner);
        return registers.hasRoom(entry, bounds)
                ? words.say(List.of(entry), Enough.ONE).map(shown(entry))
                : refuse(ErrorCode.LIMIT_REACHED, "the group has as much state as it may, or its tenant has");
    }

    private static <T> Future<T> refuse(ErrorCode code, String message) {
        return Future.failedFuture(new GroupRefusal(code, message));
    }

    /** Completes with the version of the removal; fails with {@link NotFound}, or where no other node has heard of it. */
    public Future<Long> delete(Group group, String key) {
        if (find(group, key) == null) {
            return NotFound.future();
        }
        Entry gone = registers.remove(words.now(), words.self(), new Entry.Id(group, Kind.STATE, key));
        return words.say(List.of(gone), Enough.ONE).map(gone.version());
    }

    /** Every key. */
    public Future<Void> clear(Group group) {
        return remove(registers.state(group).stream().map(Entry::id).toList());
    }

    private Future<Void> remove(List<Entry.Id> ids) {
        return ids.isEmpty()
                ? Future.succeededFuture()
                : words.say(
                        ids.stream()
                                .map(id -> registers.remove(words.now(), words.self(), id))
                                .toList(),
                        Enough.ONE);
    }

    private void heard(Entry entry, @Nullable Entry before) {
        GroupChannel channel =
                entry.id().kind() == Kind.STATE ? sessions.channel(entry.id().group()) : null;
        if (channel != null && (before != null || !entry.isRemoved())) {
            channel.deliver(new Event.StateChanged(entry.id().group(), shown(entry)), null);
        }
    }

    /**
     * A session has come from another node, where it was told of changes of which this one may have known before: it is told what
     * holds here, but not of groups that its new token takes it out of. What is new after that it hears as any member does.
     */
    public void tell(Session session) {
        for (String name : List.copyOf(session.groups().keySet())) {
            Group group = session.group(name);
            if (registers.hasHadState(group) && Membership.mayBeIn(session, name)) {
                session.tell(new Event.StateTold(group, all(group)));
            }
        }
    }

    /** A member of this node is none any more, and has not moved: its own keys end. */
    public void left(Group group, Cid cid) {
        var unused = remove(registers.owned(cid).stream()
                .filter(id -> id.group().equals(group))
                .toList());
    }

    /** A member is gone for good, as members here were told; where that is with its node, nobody else removes what it had. */
    public void lost(Group group, Cid cid) {
        if (Speaker.isForLost(cluster, group, cid)) {
            left(group, cid);
        }
    }

    /** Once a second. */
    public void tick() {
        if (++ticks % TICKS_BETWEEN_LOOKS != 0) {
            return;
        }
        Map<Entry.Id, Long> before = Map.copyOf(lost);
        lost.clear();
        for (Cid owner : registers.owners()) {
            for (Entry.Id id : registers.owned(owner)) {
                look(owner, id, before.getOrDefault(id, words.now()));
            }
        }
    }

    private void look(Cid owner, Entry.Id id, long since) {
        NodeRef where = cluster.locate(owner);
        boolean isHere = where != null && where.id() == words.self();
        boolean isGone = where == null && isLowest();
        if (!isGone && !(isHere && !isMember(owner, id.group()))) {
            return;
        }
        long grace = isGone ? Math.max(graceMillis, cluster.graceOf(owner)) : 0;
        if (words.now() - since >= grace + ARRIVING_MS) {
            var unused = remove(List.of(id));
        } else {
            lost.put(id, since);
        }
    }

    private boolean isLowest() {
        return cluster.peers().stream().allMatch(peer -> cluster.self().compareTo(peer) < 0);
    }

    private boolean isMember(Cid cid, Group group) {
        Session session = sessions.find(cid);
        if (session != null) {
            return session.groups().containsKey(group.name());
        }
        GroupView view = cluster.view(group);
        for (Member member : view == null ? List.<Member>of() : view.members()) {
            if (member.cid().equals(cid)) {
                return true;
            }
        }
        return false;
    }
}
