package io.ringway.cluster.presence;

import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is in which group, as one node sees it. Owns this node's shard of every group it has members in, and follows the
 * shards of the other nodes with members there.
 *
 * <p>Deterministic and single-threaded: the outcome depends on the calls and the times passed in, in milliseconds, alone.
 * {@link Effects} may call back into it.
 */
public final class Presence {
    /** How long a first join waits for the other nodes' members. */
    public static final long JOIN_DEADLINE_MS = 1_000;

    public static final long DIGEST_MS = 10_000;
    static final long RETRY_MS = 1_000;
    /** A shard nobody confirmed for that long is asked for again. */
    private static final long SILENCE_MS = 25_000;

    private final Effects effects;
    private final Peers peers = new Peers();
    private final Map<Group, Room> rooms = new HashMap<>();
    private final Set<Room> unsettled = new LinkedHashSet<>();
    /** Groups whose look-up named a node that is not known yet. */
    private final Set<Group> skipped = new HashSet<>();

    private final Replication replication = new Replication(this);
    final Absences absences;
    final Observers observers;
    private NodeRef self;
    private long generations;
    private long highestVersion;
    private long digestAt;

    /**
     * @param graceMs how long somebody who vanished without a goodbye, with the node or in a message that was lost, is still
     *     taken for present, unless {@link Effects#graceOf} is longer; 0 for not at all
     */
    public Presence(NodeRef self, Effects effects, long now, long graceMs) {
        this.self = self;
        this.effects = effects;
        this.absences = new Absences(effects, self.id(), graceMs);
        this.observers = new Observers(effects);
        this.digestAt = now + DIGEST_MS;
    }

    public NodeRef self() {
        return self;
    }

    public Collection<NodeRef> peers() {
        return peers.all();
    }

    /** A group with members of this node, live; null where it has none. */
    public @Nullable GroupView view(Group group) {
        return rooms.get(group);
    }

    /** How many members of the group this node has itself. */
    public int ownCount(Group group) {
        Room room = rooms.get(group);
        return room == null ? 0 : room.own.size();
    }

    public Collection<Member> ownMembers(Group group) {
        Room room = rooms.get(group);
        return room == null ? List.of() : room.own.values();
    }

    /** Every group with members of this node, live. */
    public Set<Group> groups() {
        return rooms.keySet();
    }

    /** Visits the other nodes with members of a group, with how many; false where this node cannot say who they are. */
    public boolean eachFollower(Group group, ObjIntConsumer<NodeRef> visitor) {
        Room room = rooms.get(group);
        if (room == null || !room.lookedUp) {
            return false;
        }
        for (Link link : room.links) {
            if (!link.isAbsent()) {
                visitor.accept(link.node, link.members.size());
            }
        }
        return true;
    }

    /** Whether {@link #eachFollower} shows that node, or cannot show any. */
    public boolean isFollower(Group group, NodeRef node) {
        Room room = rooms.get(group);
        Link link = room == null || !room.lookedUp ? null : room.link(node.id());
        return room == null || !room.lookedUp || (link != null && !link.isAbsent());
    }

    /**
     * Adds a member of this node, or replaces its metadata. {@code ready} gets the view once: now, where it is complete or
     * was begun a second ago, else when it is or by then.
     */
    public void join(long now, Group group, Member member, Consumer<GroupView> ready) {
        Room known = rooms.get(group);
        Room room = known == null ? open(now, group) : known;
        put(room, member);
        if (known == null && !room.isClosed()) {
            effects.lookup(group);
        }
        if (room.isClosed() || room.mayAnswer(now)) {
            ready.accept(room);
        } else {
            room.await(ready);
        }
    }

    /** Replaces a member's metadata; ignores who is not a member of this node. */
    public void update(Group group, Member member) {
        Room room = rooms.get(group);
        if (room != null && room.own.containsKey(member.cid())) {
            put(room, member);
        }
    }

    public void leave(long now, Group group, Cid cid, LeaveReason reason) {
        Room room = rooms.get(group);
        if (room != null) {
            leave(room, cid, reason, () -> absences.take(now, room, self, room.own, cid, reason));
        }
    }

    /**
     * Gives up a lost member where this node is cut off: others may have it by now, which observers here wait for until that is {@link
     * #unheard known}, a grace at most.
     */
    public void leaveUnheard(long now, Group group, Cid cid) {
        Room room = rooms.get(group);
        if (room != null) {
            leave(room, cid, LeaveReason.DISCONNECTED, () -> absences.loseUnheard(now, room, cid));
        }
    }

    public Unheard unheard() {
        return absences.unheard();
    }

    private void leave(Room room, Cid cid, LeaveReason reason, Supplier<@Nullable Change> takeOut) {
        Member gone = room.own.get(cid);
        if (gone == null) {
            return;
        }
        Group group = room.group();
        room.suspicion.own(cid, false);
        Change shown = takeOut.get();
        if (room.isClosed()) {
            rooms.remove(group);
            unsettled.remove(room);
            absences.close(room);
            skipped.remove(group);
            highestVersion = Math.max(highestVersion, room.version() + 1);
        }
        effects.counted(group, room.own.size());
        tellPeers(room, new Change.Left(gone, reason));
        observers.show(room, shown);
        if (room.isClosed()) {
            close(room);
        }
    }

    /** A member's connection is lost, and may come back; or it has. */
    public void suspect(Group group, Cid cid, boolean isLost) {
        Room room = rooms.get(group);
        Member member = room == null ? null : room.own.get(cid);
        if (room != null && member != null && room.suspicion.own(cid, isLost)) {
            tellPeers(room, isLost ? new Change.Suspected(member) : new Change.Back(member));
            observers.reconsider(room, member);
        }
    }

    /** The answer to {@link Effects#lookup}: other nodes that registered their interest. */
    public void found(long now, Group group, Collection<NodeRef> nodes) {
        Room room = rooms.get(group);
        if (room == null) {
            return;
        }
        room.lookedUp = true;
        for (NodeRef node : nodes) {
            if (node.id() == self.id()) {
                continue;
            }
            if (peers.isLive(node)) {
                replication.follow(now, room, node);
            } else {
                skipped.add(group);
                effects.send(node, new Message.Hello(true));
            }
        }
        settle(now, room);
    }

    /** Membership says that the node is there. */
    public void nodeUp(long now, NodeRef node) {
        peers.revive(node);
        seen(now, node);
    }

    /** Membership says that this incarnation, and those before, are over. */
    public void nodeDown(long now, NodeRef node) {
        peers.end(node);
        for (Room room : List.copyOf(rooms.values())) {
            Link link = room.link(node.id());
            if (link != null && link.node.incarnation() <= node.incarnation()) {
                replication.forget(now, room, link);
                settle(now, room);
            }
        }
    }

    /** A message of a peer. Messages of incarnations that are over are ignored. */
    public void receive(long now, NodeRef from, Message message) {
        if (!seen(now, from)) {
            return;
        }
        switch (message) {
            case Message.Subscribe subscribe -> replication.subscribe(now, from, subscribe);
            case Message.Suspects suspects -> replication.suspects(from, suspects);
            case Message.Snapshot snapshot -> replication.snapshot(now, from, snapshot);
            case Message.Delta delta -> replication.delta(now, from, delta);
            case Message.Unsubscribe unsubscribe -> replication.unsubscribe(now, from, unsubscribe);
            case Message.Resync resync -> replication.resync(now, from, resync);
            case Message.Digest digest ->
                digest.positions().forEach(position -> replication.position(now, from, position));
            case Message.Hello hello -> {
                if (hello.ask()) {
                    effects.send(from, new Message.Hello(false));
                }
            }
        }
    }

    /** Others forgot this node, or may have: it goes on in a later incarnation and tells them. */
    public void renew(long now) {
        self = self.next();
        greetAll();
        lookupAgain();
    }

    /** Messages to a peer were dropped: tells it where this node's shards stand, so that it asks for what it missed. */
    public void remind(NodeRef peer) {
        effects.send(peer, new Message.Hello(false));
        replication.remind(rooms.values(), peer);
    }

    /** Answers every join that still waits with what is known: nothing more will come. */
    public void release() {
        List.copyOf(rooms.values()).forEach(Room::release);
    }

    private void greetAll() {
        List.copyOf(peers.all()).forEach(peer -> effects.send(peer, new Message.Hello(false)));
    }

    /** Registers this node's interest in every group once more: whoever kept it may have lost it. */
    public void lookupAgain() {
        List.copyOf(rooms.keySet()).forEach(effects::lookup);
    }

    /** To be called every 100 ms or so: deadlines, questions asked again, digests. */
    public void tick(long now) {
        for (Room room : List.copyOf(unsettled)) {
            replication.askAgain(now, room);
            settle(now, room);
        }
        absences.tick(now, observers::changed);
        if (now >= digestAt) {
            digestAt = now + DIGEST_MS;
            greetAll();
            replication.digest(now, rooms.values(), SILENCE_MS);
        }
    }

    private Room open(long now, Group group) {
        Room room = new Room(group, ++generations, highestVersion, now);
        rooms.put(group, room);
        unsettled.add(room);
        return room;
    }

    private void close(Room room) {
        Message bye = new Message.Unsubscribe(room.group(), room.generation);
        room.links.stream().filter(link -> !link.isAbsent()).forEach(link -> effects.send(link.node, bye));
        room.release();
    }

    private void put(Room room, Member member) {
        Member before = room.own.get(member.cid());
        Change shown = absences.put(room, member);
        if (before == null) {
            effects.counted(room.group(), room.own.size());
            tellPeers(room, new Change.Joined(member));
        } else if (!before.meta().equals(member.meta())) {
            tellPeers(room, new Change.Updated(member));
        }
        observers.show(room, shown);
        observers.reconsider(room, member);
    }

    private void tellPeers(Room room, Change change) {
        room.seq++;
        if (!room.links.isEmpty()) {
            Message delta = new Message.Delta(room.group(), room.generation, room.seq, change);
            for (Link link : room.links) {
                if (!link.isAbsent()) {
                    effects.send(link.node, delta);
                }
            }
        }
    }

    /**
     * Notes that the node was heard of in this incarnation.
     *
     * @return whether to listen to it; false where that incarnation is over, or is this node's own
     */
    public boolean seen(long now, NodeRef node) {
        if (node.id() == self.id()) {
            return false;
        }
        switch (peers.see(node)) {
            case STALE -> {
                return false;
            }
            case KNOWN -> {}
            case NEW -> lookupSkipped();
            case REBORN -> {
                lookupSkipped();
                replication.reborn(now, List.copyOf(rooms.values()), node);
            }
        }
        return true;
    }

    private void lookupSkipped() {
        List<Group> again = new ArrayList<>(skipped);
        skipped.clear();
        again.forEach(effects::lookup);
    }

    void settle(long now, Room room) {
        if (room.mayAnswer(now)) {
            room.release();
        }
        if (room.complete()) {
            unsettled.remove(room);
        }
    }

    void unsettle(Room room) {
        unsettled.add(room);
    }

    boolean hasEnded(Cid cid) {
        return effects.hasEnded(cid);
    }

    void lookup(Group group) {
        effects.lookup(group);
    }

    void send(NodeRef to, Message message) {
        effects.send(to, message);
    }

    @Nullable
    Room room(Group group) {
        return rooms.get(group);
    }

    long generations() {
        return generations;
    }
}
