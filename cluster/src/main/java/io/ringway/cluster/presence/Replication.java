package io.ringway.cluster.presence;

import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The part of {@link Presence} that follows other nodes' shards: snapshots, numbered changes, gaps, digests. */
final class Replication {
    private static final int POSITIONS_PER_DIGEST = 500;

    private final Presence presence;

    Replication(Presence presence) {
        this.presence = presence;
    }

    /** Makes sure that the node's shard is followed, or asked for. */
    void follow(long now, Room room, NodeRef node) {
        Link link = room.link(node.id());
        if (link == null || link.isAbsent()) {
            introduce(now, room, node);
        }
    }

    void subscribe(long now, NodeRef from, Message.Subscribe message) {
        Room room = presence.room(message.group());
        if (room == null) {
            none(from, message.group());
            return;
        }
        Link link = linkTo(room, from);
        Message.Shard shard = message.shard();
        if (link.isAbsent() && link.knows(shard.generation(), shard.seq())) {
            return;
        }
        accept(now, room, link, from, shard);
        if (!room.isClosed()) {
            show(room, from);
        }
    }

    private void show(Room room, NodeRef to) {
        presence.send(to, new Message.Snapshot(room.group(), room.shard()));
        presence.send(to, room.ownSuspects());
    }

    /** What a shard does not say. Followed where nothing has changed since, as then it is followed by what has changed. */
    void suspects(NodeRef from, Message.Suspects message) {
        Room room = presence.room(message.group());
        Link link = room == null ? null : room.link(from.id());
        if (room == null
                || link == null
                || link.state != Link.State.SYNCED
                || link.generation != message.generation()
                || link.seq != message.seq()) {
            return;
        }
        Set<Cid> now = new HashSet<>(message.cids());
        for (Member member : link.listed()) {
            Cid cid = member.cid();
            if (now.contains(cid) ? link.suspects.add(cid) : link.suspects.remove(cid)) {
                emit(room, member, null);
            }
        }
    }

    void snapshot(long now, NodeRef from, Message.Snapshot message) {
        Room room = presence.room(message.group());
        if (room == null) {
            none(from, message.group());
            return;
        }
        Link link = room.link(from.id());
        if (link == null) {
            introduce(now, room, from);
        } else {
            accept(now, room, link, from, message.shard());
        }
    }

    void delta(long now, NodeRef from, Message.Delta message) {
        Room room = presence.room(message.group());
        if (room == null) {
            none(from, message.group());
            return;
        }
        Link link = room.link(from.id());
        if (link != null && link.isNext(message.generation(), message.seq())) {
            link.synced(from, message.generation(), message.seq(), now);
            apply(now, room, link, message.change());
        } else {
            compare(now, room, from, new Message.Position(message.group(), message.generation(), message.seq()));
        }
    }

    void unsubscribe(long now, NodeRef from, Message.Unsubscribe message) {
        Room room = presence.room(message.group());
        if (room == null) {
            return;
        }
        Link link = linkTo(room, from);
        if (message.generation() >= link.generation) {
            // It may be an old answer that overtook the question's loss: the look-up at the next digest decides.
            room.isDoubtful |= link.isAsked();
            link.absent(message.generation());
            clear(now, room, link);
            presence.settle(now, room);
        }
    }

    void resync(long now, NodeRef from, Message.Resync message) {
        Room room = presence.room(message.group());
        if (room == null) {
            none(from, message.group());
            return;
        }
        Link link = room.link(from.id());
        if (link == null || link.isAbsent()) {
            introduce(now, room, from);
        } else {
            show(room, from);
        }
    }

    /** A line of a digest. */
    void position(long now, NodeRef from, Message.Position position) {
        Room room = presence.room(position.group());
        if (room == null) {
            none(from, position.group());
        } else {
            compare(now, room, from, position);
        }
    }

    /** Drops a peer's shard for good. */
    void forget(long now, Room room, Link link) {
        clear(now, room, link);
        room.links.remove(link);
    }

    /** A peer lives on in a later incarnation: what it had is kept, and compared with what it has. */
    void reborn(long now, Collection<Room> rooms, NodeRef node) {
        for (Room room : rooms) {
            Link link = room.link(node.id());
            if (link != null && !link.isAbsent()) {
                link.node = node;
                ask(now, room, link);
            }
        }
    }

    void askAgain(long now, Room room) {
        for (Link link : room.links) {
            if (link.isAsked() && now >= link.askAgainAt) {
                ask(now, room, link);
            }
        }
    }

    void digest(long now, Collection<Room> rooms, long silence) {
        Map<NodeRef, List<Message.Position>> digests = new LinkedHashMap<>();
        for (Room room : List.copyOf(rooms)) {
            if (room.isDoubtful) {
                room.isDoubtful = false;
                presence.lookup(room.group());
            }
            for (Link link : room.links) {
                if (!link.isAbsent()) {
                    digests.computeIfAbsent(link.node, node -> new ArrayList<>())
                            .add(new Message.Position(room.group(), room.generation, room.seq));
                }
                if (link.state == Link.State.SYNCED && now - link.confirmedAt >= silence) {
                    ask(now, room, link);
                }
            }
        }
        digests.forEach(this::sendDigest);
    }

    /** A digest for one peer, out of turn. */
    void remind(Collection<Room> rooms, NodeRef peer) {
        List<Message.Position> positions = new ArrayList<>();
        for (Room room : rooms) {
            Link link = room.link(peer.id());
            if (link != null && !link.isAbsent()) {
                positions.add(new Message.Position(room.group(), room.generation, room.seq));
            }
        }
        sendDigest(peer, positions);
    }

    private void sendDigest(NodeRef to, List<Message.Position> positions) {
        for (int from = 0; from < positions.size(); from += POSITIONS_PER_DIGEST) {
            int end = Math.min(from + POSITIONS_PER_DIGEST, positions.size());
            presence.send(to, new Message.Digest(List.copyOf(positions.subList(from, end))));
        }
    }

    private void compare(long now, Room room, NodeRef from, Message.Position theirs) {
        Link link = room.link(from.id());
        if (link == null) {
            introduce(now, room, from);
        } else if (link.knows(theirs.generation(), theirs.seq())) {
            link.confirmedAt = now;
        } else if (link.isAbsent()) {
            introduce(now, room, from);
        } else if (!link.isAsked()) {
            ask(now, room, link);
        }
    }

    /** Tells a peer of this node's members and asks for its own. */
    private void introduce(long now, Room room, NodeRef node) {
        Link link = linkTo(room, node);
        link.node = node;
        link.asked(now);
        presence.unsettle(room);
        presence.send(node, new Message.Subscribe(room.group(), room.shard()));
        if (room.suspicion.hasOwn()) {
            presence.send(node, room.ownSuspects());
        }
    }

    private void ask(long now, Room room, Link link) {
        link.asked(now);
        presence.unsettle(room);
        presence.send(link.node, new Message.Resync(room.group()));
    }

    private void none(NodeRef to, Group group) {
        presence.send(to, new Message.Unsubscribe(group, presence.generations()));
    }

    private static Link linkTo(Room room, NodeRef node) {
        Link known = room.link(node.id());
        if (known != null) {
            return known;
        }
        Link link = new Link(node);
        room.links.add(link);
        return link;
    }

    private void accept(long now, Room room, Link link, NodeRef from, Message.Shard shard) {
        boolean again = shard.generation() == link.generation && shard.seq() == link.seq;
        if (!again && link.knows(shard.generation(), shard.seq())) {
            return;
        }
        link.synced(from, shard.generation(), shard.seq(), now);
        if (!again) {
            replace(now, room, link, shard.members());
        }
        presence.settle(now, room);
    }

    private void replace(long now, Room room, Link link, List<Member> members) {
        link.forgetEnded();
        Set<Cid> kept = new HashSet<>();
        members.stream().map(Member::cid).filter(cid -> !presence.hasEnded(cid)).forEach(kept::add);
        for (Cid cid : List.copyOf(link.members.keySet())) {
            if (!kept.contains(cid)) {
                drop(now, room, link, cid);
            }
        }
        members.forEach(member -> emit(room, member, put(room, link, member)));
    }

    private void apply(long now, Room room, Link link, Change change) {
        Member member = change.member();
        Change shown = switch (change) {
            case Change.Joined joined -> presence.absences.come(room, link, member);
            case Change.Updated updated -> put(room, link, member);
            case Change.Left left -> {
                link.suspects.remove(member.cid());
                link.ended.remove(member.cid());
                yield presence.absences.take(now, room, link.node, link.members, member.cid(), left.reason());
            }
            case Change.Suspected suspected -> {
                link.suspects.add(member.cid());
                yield null;
            }
            case Change.Back back -> {
                link.suspects.remove(member.cid());
                yield null;
            }
        };
        link.settleSuspects();
        emit(room, member, shown);
    }

    private @Nullable Change put(Room room, Link link, Member member) {
        return presence.absences.put(room, link, member);
    }

    private void clear(long now, Room room, Link link) {
        link.forgetEnded();
        for (Cid cid : List.copyOf(link.members.keySet())) {
            drop(now, room, link, cid);
        }
    }

    private void drop(long now, Room room, Link link, Cid cid) {
        Member gone = link.members.get(cid);
        Change shown = presence.absences.lose(now, room, link.members, cid);
        link.suspects.remove(cid);
        if (gone != null) {
            emit(room, gone, shown);
        }
    }

    /** An effect may have ended this node's interest meanwhile: then nobody is there to be told. */
    private void emit(Room room, Member member, @Nullable Change change) {
        if (change != null && !room.isClosed()) {
            presence.observers.changed(room, change);
        } else if (!room.isClosed()) {
            presence.observers.reconsider(room, member);
        }
    }
}
