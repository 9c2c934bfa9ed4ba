package io.ringway.gateway.session.moves;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Sessions that go on here, and hear nothing that some nodes say to many before these have set a mark: it may have been told them by
 * another node already, and there is nothing to tell it by. What they have not heard thereby they are told when the mark comes.
 *
 * <p>It is so where a mark has not come for as long as is waited for it, and where a client was welcomed by another node that had its
 * session at the same time. Why is in {@code docs/adr/0155-rather-missed-than-twice.md}. Hub only.
 */
public final class Deafness {
    /** Looks, one a second, after which a node that has set no mark is asked once more: the question may have been dropped. */
    private static final int LOOKS = 5;

    private final Cluster cluster;
    private final Predicate<Group> isKept;
    private final Map<Cid, Deaf> byCid = new HashMap<>();
    private final Map<Group, List<Deaf>> byGroup = new HashMap<>();

    /** One session, and what it has not heard. */
    private static final class Deaf {
        final Session session;
        final int moves;
        /** Nodes that it does not hear, by id. */
        final Set<Long> to;

        final List<Group> groups;
        final Set<Group> missed = new HashSet<>();
        boolean hasMissedPrivate;
        /** Of those nodes, the ones that were not there when they were to be asked the last time. */
        Set<Long> absent = Set.of();

        int looksLeft = LOOKS;

        Deaf(Session session, Set<Long> to) {
            this.session = session;
            this.moves = session.passage().moves();
            this.to = new HashSet<>(to);
            this.groups = session.groups().keySet().stream().map(session::group).toList();
        }
    }

    /** @param isKept whether the group has a history, and notices by itself what is missing */
    Deafness(Cluster cluster, Predicate<Group> isKept) {
        this.cluster = cluster;
        this.isKept = isKept;
    }

    /** A session hears none of the others until each has set a mark, which they are asked for. */
    public void begin(Session session) {
        Set<NodeRef> peers = Set.copyOf(cluster.peers());
        Deaf deaf = new Deaf(session, ids(peers));
        add(deaf);
        ask(deaf, peers);
    }

    private static Set<Long> ids(Set<NodeRef> nodes) {
        return nodes.stream().map(NodeRef::id).collect(Collectors.toSet());
    }

    /** Those of the nodes that it does not hear are to set a mark, here alone: nobody passes anything on to it. */
    private void ask(Deaf deaf, Set<NodeRef> peers) {
        Session session = deaf.session;
        Envelope crossing = new Envelope.Crossing(
                session.user(),
                session.cid(),
                deaf.moves,
                cluster.self(),
                deaf.groups.stream().map(Group::name).toList());
        peers.stream()
                .filter(peer -> deaf.to.contains(peer.id()))
                .forEach(peer -> cluster.post(peer, EnvelopeCodec.encode(crossing)));
    }

    /** A session, which is in its groups, does not hear those nodes until their marks come, which they have been asked for. */
    void begin(Session session, Set<Long> unmarked) {
        add(new Deaf(session, unmarked));
    }

    private void add(Deaf deaf) {
        Deaf before = byCid.get(deaf.session.cid());
        if (before != null) {
            end(before);
        }
        if (!deaf.to.isEmpty()) {
            byCid.put(deaf.session.cid(), deaf);
            deaf.groups.forEach(group ->
                    byGroup.computeIfAbsent(group, fresh -> new ArrayList<>(1)).add(deaf));
        }
    }

    private void end(Deaf over) {
        byCid.remove(over.session.cid(), over);
        for (Group group : over.groups) {
            byGroup.computeIfPresent(group, (same, list) -> list.remove(over) && list.isEmpty() ? null : list);
        }
    }

    /**
     * A session leaves for another node, which is told where something may be missing; returns the nodes that it has not heard here,
     * by id.
     */
    public Set<Long> leave(Session session) {
        Deaf deaf = byCid.get(session.cid());
        if (deaf == null || deaf.session != session) {
            return Set.of();
        }
        end(deaf);
        session.passage().tear();
        return deaf.to;
    }

    /** Something is said in a group on that node just now: whoever does not hear it has missed it, and is left out. */
    public Set<Socket> leaveOut(Group group, NodeRef origin) {
        List<Deaf> all = byGroup.get(group);
        if (all == null) {
            return Set.of();
        }
        Set<Socket> lines = new HashSet<>();
        for (Deaf deaf : all) {
            Session session = deaf.session;
            if (deaf.to.contains(origin.id())
                    && !session.closed()
                    && session.groups().containsKey(group.name())) {
                lines.add(session.line());
                session.passage().tear();
                deaf.missed.add(group);
            }
        }
        return lines;
    }

    /** Something is said to a user on that node just now: whether a session of his takes it, which else has missed it. */
    public boolean takes(Session session, NodeRef origin) {
        Deaf deaf = byCid.get(session.cid());
        boolean isDeaf = deaf != null && deaf.session == session && deaf.to.contains(origin.id());
        if (deaf != null && isDeaf) {
            session.passage().tear();
            deaf.hasMissedPrivate = true;
        }
        return !isDeaf;
    }

    void marked(NodeRef origin, Envelope.Mark mark) {
        Deaf deaf = byCid.get(mark.cid());
        if (deaf != null && deaf.moves == mark.moves() && deaf.session.tenant().equals(mark.tenant())) {
            // Asked twice, a node sets two marks: the second says nothing.
            if (!mark.sure() && deaf.to.contains(origin.id())) {
                deaf.missed.addAll(deaf.groups);
            }
            hear(deaf, origin.id());
        }
    }

    /** Once a second. Nodes that have set no mark are asked once more, now and then. */
    void tick() {
        Set<NodeRef> peers = Set.copyOf(cluster.peers());
        for (Deaf deaf : List.copyOf(byCid.values())) {
            if (deaf.session.closed()) {
                end(deaf);
            } else if (--deaf.looksLeft == 0) {
                deaf.looksLeft = LOOKS;
                endAbsent(deaf, peers);
                ask(deaf, peers);
            }
        }
    }

    /** What a node that has just gone had said may still be on its way to the hub: it has to have been away the last time, too. */
    private void endAbsent(Deaf deaf, Set<NodeRef> peers) {
        Set<Long> absent = new HashSet<>(deaf.to);
        absent.removeAll(ids(peers));
        // This node's own mark comes as the groups are joined.
        absent.remove(cluster.self().id());
        absent.stream().filter(deaf.absent::contains).forEach(gone -> hear(deaf, gone));
        deaf.absent = absent;
    }

    /** What it had said was heard by whoever has heard it. Nothing else comes of it, nor does its mark. */
    public void nodeDown(NodeRef node) {
        List.copyOf(byCid.values()).forEach(deaf -> hear(deaf, node.id()));
    }

    private void hear(Deaf deaf, long origin) {
        if (!deaf.to.remove(origin)) {
            return;
        }
        Session session = deaf.session;
        if (deaf.to.isEmpty()) {
            end(deaf);
        }
        if (session.closed()) {
            return;
        }
        if (deaf.hasMissedPrivate) {
            // No event of the protocol says so: it is said on coming back.
            session.passage().tear();
            session.line().close(CloseCode.OVERLOADED);
        } else {
            deaf.missed.stream()
                    .filter(group -> session.groups().containsKey(group.name()) && !isKept.test(group))
                    .forEach(group -> session.tell(new Event.Interrupted(group, null)));
        }
        deaf.missed.clear();
        deaf.hasMissedPrivate = false;
    }
}
