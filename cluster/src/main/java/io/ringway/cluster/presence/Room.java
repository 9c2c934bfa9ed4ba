package io.ringway.cluster.presence;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.Member;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A group with members of this node: who is seen in it, how its own shard is numbered, and who waits for the whole. */
final class Room implements GroupView {
    final Attendance attendance = new Attendance();
    final Map<Cid, Member> own = attendance.own;
    final List<Link> links = attendance.links;
    final Suspicion suspicion = new Suspicion(attendance);

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

    /** Where this node's part stands, and who of it may not come back. */
    Message.Suspects ownSuspects() {
        return new Message.Suspects(group, generation, seq, suspicion.own());
    }

    @Override
    public Set<Cid> others(Set<Long> without) {
        Set<Cid> others = new HashSet<>(own.keySet());
        others.addAll(attendance.missed());
        for (Link link : links) {
            if (!without.contains(link.node.id())) {
                others.addAll(link.members.keySet());
            }
        }
        return others;
    }

    @Override
    public Set<Cid> suspects() {
        return suspicion.all();
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
        return attendance.size();
    }

    @Override
    public int ownSize() {
        return own.size();
    }

    @Override
    public boolean complete() {
        return lookedUp && links.stream().noneMatch(Link::isAsked);
    }

    @Override
    public @Nullable Member member(Cid cid) {
        return attendance.member(cid);
    }

    @Override
    public boolean isOwn(Cid cid) {
        return own.containsKey(cid);
    }

    @Override
    public Iterable<Member> members() {
        return attendance.everybody();
    }
}
