package io.ringway.cluster.presence;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.Member;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A group with members of this node: its own shard, what it knows of the others', and who waits for the whole. */
final class Room implements GroupView {
    final Map<Cid, Member> own = new LinkedHashMap<>();
    /** As many as there are other nodes with members: few, so that a scan beats a map. */
    final List<Link> links = new ArrayList<>(0);

    final long generation;
    final long openedAt;
    long seq;
    boolean lookedUp;
    /** A peer said that it has no members, but may have said so before the question. */
    boolean isDoubtful;

    private final Group group;
    private long version;
    private List<Consumer<GroupView>> waiting = List.of();

    Room(Group group, long generation, long version, long now) {
        this.group = group;
        this.generation = generation;
        this.version = version;
        this.openedAt = now;
    }

    long nextVersion() {
        return ++version;
    }

    boolean isClosed() {
        return own.isEmpty();
    }

    @Nullable
    Link link(long node) {
        for (Link link : links) {
            if (link.node.id() == node) {
                return link;
            }
        }
        return null;
    }

    Message.Shard shard() {
        return new Message.Shard(generation, seq, List.copyOf(own.values()));
    }

    void await(Consumer<GroupView> ready) {
        if (waiting.isEmpty()) {
            waiting = new ArrayList<>(1);
        }
        waiting.add(ready);
    }

    /** Tells everybody who waits; they may change anything meanwhile. */
    void release() {
        List<Consumer<GroupView>> released = waiting;
        waiting = List.of();
        released.forEach(ready -> ready.accept(this));
    }

    boolean mayAnswer(long now) {
        return complete() || now >= openedAt + Presence.JOIN_DEADLINE_MS;
    }

    @Override
    public Group group() {
        return group;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public int size() {
        return own.size() + remoteSize();
    }

    @Override
    public int ownSize() {
        return own.size();
    }

    int remoteSize() {
        int size = 0;
        for (Link link : links) {
            size += link.members.size();
        }
        return size;
    }

    @Override
    public boolean complete() {
        return lookedUp && links.stream().noneMatch(Link::isAsked);
    }

    @Override
    public Iterable<Member> members() {
        return () -> new Everybody(this);
    }

    /** This node's members, then each peer's. */
    private static final class Everybody implements Iterator<Member> {
        private final Iterator<Link> links;
        private Iterator<Member> current;

        Everybody(Room room) {
            current = room.own.values().iterator();
            links = room.links.iterator();
        }

        @Override
        public boolean hasNext() {
            while (!current.hasNext() && links.hasNext()) {
                current = links.next().members.values().iterator();
            }
            return current.hasNext();
        }

        @Override
        public Member next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return current.next();
        }
    }
}
