package io.ringway.cluster.hazelcast;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Inbox;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.mesh.Mesh;
import io.ringway.cluster.presence.Presence;
import io.ringway.cluster.whereabouts.End;
import io.ringway.cluster.whereabouts.Loss;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.cluster.whereabouts.Patience;
import io.ringway.cluster.whereabouts.Wait;
import io.ringway.cluster.whereabouts.Whereabouts;
import io.ringway.cluster.wire.Frame;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that move between nodes, and how long they are waited for: tells the peers of this node's, and keeps what they
 * tell. On the hub context.
 */
final class Moves {
    private static final Logger LOG = LoggerFactory.getLogger(Moves.class);
    /** A node that was counted out may come back with what it had; after that long, with the longest grace on top, it does not. */
    private static final long FORGET_MS = 60_000;

    private static final int MOVES_PER_FRAME = 500;
    /** By then what was sent before the new node had it has come. */
    private static final long HANDED_MS = 5_000;

    private final Presence presence;
    private final Mesh mesh;
    private final Inbox inbox;
    private final LongSupplier clock;
    private final long forgetMs;
    private final Whereabouts whereabouts = new Whereabouts();
    private final Patience patience = new Patience();
    /** Who was told what this node had adopted before it met them. */
    private final Set<NodeRef> greeted = new HashSet<>();

    private final Map<NodeRef, Long> gone = new HashMap<>();
    /** What this node has just handed over: what still comes for it from the new node is passed back there. */
    private Set<Cid> handed = new HashSet<>();

    private Set<Cid> handedBefore = new HashSet<>();
    private long turnAt;

    /** @param graceMs how long anybody is waited for at most */
    Moves(Presence presence, Mesh mesh, Inbox inbox, LongSupplier clock, long graceMs) {
        this.presence = presence;
        this.mesh = mesh;
        this.inbox = inbox;
        this.clock = clock;
        this.forgetMs = FORGET_MS + graceMs;
    }

    /** Where a connection lives, this node included; null where that node is gone. */
    @Nullable
    NodeRef locate(Cid cid) {
        return whereabouts.of(cid).id() == presence.self().id() ? presence.self() : peerOf(cid);
    }

    /** The other node that a connection lives on; null where that is this one, or gone. */
    @Nullable
    NodeRef peerOf(Cid cid) {
        long id = whereabouts.of(cid).id();
        for (NodeRef peer : presence.peers()) {
            if (peer.id() == id) {
                return peer;
            }
        }
        return null;
    }

    Cluster.Place lastPlace(Cid cid) {
        return new Cluster.Place(whereabouts.of(cid), whereabouts.count(cid));
    }

    void adopt(Cid cid, int count) {
        Move move = new Move(cid, count);
        if (!whereabouts.moved(presence.self(), move)) {
            // It is told so as soon as that one hears of this, and has it until then: that one may be dead.
            LOG.warn("{} was taken over here, and is known to have been on {} since", cid, whereabouts.of(cid));
        }
        patience.moved(presence.self(), cid);
        handed.remove(cid);
        handedBefore.remove(cid);
        tell(new Frame.Adopted(List.of(move)));
    }

    void handOver(Cid cid, NodeRef to, int count) {
        whereabouts.moved(to, new Move(cid, count));
        handed.add(cid);
    }

    /** Whether this node had the connection a moment ago. */
    boolean hadJustNow(Cid cid) {
        return handed.contains(cid) || handedBefore.contains(cid);
    }

    /** One that has never moved is nobody else's: nothing has to be said. */
    void ended(Cid cid) {
        waits(cid, 0);
        NodeRef self = presence.self();
        NodeRef at = whereabouts.movedTo(cid);
        Move move = new Move(cid, whereabouts.count(cid));
        long now = clock.getAsLong();
        if (at != null && at.id() == self.id() && whereabouts.ended(self, move, now + forgetMs)) {
            tell(new Frame.Ended(self, ends(cid, now)));
        }
    }

    /** As {@link #ended(Cid)}, for an id that may be used again. */
    void released(Cid cid) {
        if (whereabouts.movedTo(cid) != null) {
            whereabouts.released(presence.self(), cid);
            tell(new Frame.Released(cid));
        }
    }

    void released(NodeRef on, Cid cid) {
        whereabouts.released(on, cid);
    }

    /** Those that are waited for as long as all others are not spoken of. */
    void waits(Cid cid, int graceMs) {
        Wait wait = new Wait(cid, graceMs);
        if (patience.says(presence.self(), wait)) {
            tell(new Frame.Waits(false, List.of(wait)));
        }
    }

    void waits(NodeRef from, Frame.Waits said) {
        if (said.isAll()) {
            patience.forget(from);
            whereabouts.saidAll(from);
        }
        said.waits().forEach(wait -> patience.says(from, wait));
    }

    int graceOf(Cid cid) {
        return patience.of(cid);
    }

    boolean hasEnded(Cid cid) {
        return whereabouts.hasEnded(cid);
    }

    @Nullable
    NodeRef movedTo(Cid cid) {
        return whereabouts.movedTo(cid);
    }

    /** How it has ended; empty where it is not known to have. */
    private List<End> ends(Cid cid, long now) {
        End end = whereabouts.end(cid, now);
        return end == null ? List.of() : List.of(end);
    }

    private void tell(Frame frame) {
        List.copyOf(presence.peers()).forEach(peer -> mesh.send(peer, frame));
    }

    /** What a peer says that it has taken over. */
    void adopted(NodeRef by, List<Move> moves) {
        whereabouts.found(by).forEach(this::livesOn);
        for (Move move : moves) {
            if (whereabouts.moved(by, move)) {
                patience.moved(by, move.cid());
                livesOn(move.cid(), by);
            } else if (whereabouts.of(move.cid()).id() == presence.self().id()) {
                // Two nodes took it over at the same time, and this one keeps it, or did for as long as it lived.
                List<Move> known = List.of(new Move(move.cid(), whereabouts.count(move.cid())));
                List<End> ends = ends(move.cid(), clock.getAsLong());
                mesh.send(by, ends.isEmpty() ? new Frame.Adopted(known) : new Frame.Ended(presence.self(), ends));
            }
        }
    }

    /**
     * A node has it, as is known now. Where that is another one, this one has it no longer from here on, also where it says that it
     * has: should the other one be lost, nobody is to look for it here. Where it is this one, after all, it has never let go.
     */
    private void livesOn(Cid cid, NodeRef node) {
        NodeRef self = presence.self();
        if (node.id() == self.id()) {
            return;
        }
        inbox.adopted(cid, node);
        if (whereabouts.isRival(self, cid)) {
            whereabouts.released(self, cid);
            tell(new Frame.Released(cid));
        }
    }

    /**
     * Some node says what has ended, there or elsewhere. Where this node was away, it may have it still, as it was before. It is remembered
     * for no longer than by who says so: nodes that lose sight of each other all the time would remind each other for ever.
     */
    void ended(NodeRef on, List<End> ends) {
        if (on.id() == presence.self().id()) {
            return;
        }
        long now = clock.getAsLong();
        for (End end : ends) {
            NodeRef before = whereabouts.of(end.cid());
            Move move = new Move(end.cid(), end.count());
            boolean isNews =
                    whereabouts.ended(on, move, now + Math.min(end.leftMs(), forgetMs)) && before.id() != on.id();
            if (isNews || whereabouts.isRival(presence.self(), end.cid())) {
                livesOn(end.cid(), whereabouts.of(end.cid()));
            }
        }
    }

    /** A peer was heard of: it is told once what this node has adopted, and what has ended while it may have been away. */
    void greet(NodeRef peer) {
        if (!presence.peers().contains(peer) || !greeted.add(peer)) {
            return;
        }
        whereabouts.found(peer).forEach(this::livesOn);
        gone.keySet().removeIf(node -> node.id() == peer.id());
        // It may have been cut off while this node let go of somebody, or was told that another one has it.
        mesh.send(peer, new Frame.Anew());
        tell(peer, whereabouts.on(presence.self()), Frame.Adopted::new);
        // Of other nodes too: they may be gone themselves by now.
        whereabouts.ends(clock.getAsLong()).forEach((on, ends) -> tell(peer, ends, some -> new Frame.Ended(on, some)));
        // What it has from an earlier life of this node counts no longer, nor what was not said again since Anew.
        mesh.send(peer, new Frame.Waits(true, List.of()));
        tell(peer, patience.of(presence.self()), some -> new Frame.Waits(false, some));
        tell(peer, losses(clock.getAsLong()), Frame.Lost::new);
    }

    private List<Loss> losses(long now) {
        return gone.entrySet().stream()
                .map(one -> new Loss(one.getKey(), Math.clamp(forgetMs - (one.getValue() - now), 0, Integer.MAX_VALUE)))
                .toList();
    }

    /**
     * A peer says which nodes were lost, and when: where this one came after that, it knows nothing of them, and their clients come here as
     * to any other.
     */
    void lost(List<Loss> losses) {
        long now = clock.getAsLong();
        for (Loss loss : losses) {
            NodeRef node = loss.node();
            boolean isNews = gone.keySet().stream().noneMatch(known -> known.id() == node.id());
            if (isNews && !isThere(node) && loss.agoMs() < forgetMs) {
                gone.put(node, now + forgetMs - loss.agoMs());
                whereabouts.lost(node).forEach(this::livesOn);
                inbox.wasLost(node, loss.agoMs());
            }
        }
    }

    private boolean isThere(NodeRef node) {
        return node.id() == presence.self().id() || presence.peers().stream().anyMatch(peer -> peer.id() == node.id());
    }

    private <T> void tell(NodeRef peer, List<T> all, Function<List<T>, Frame> frame) {
        for (int from = 0; from < all.size(); from += MOVES_PER_FRAME) {
            int end = Math.min(from + MOVES_PER_FRAME, all.size());
            mesh.send(peer, frame.apply(List.copyOf(all.subList(from, end))));
        }
    }

    /** A peer was too far behind, and may have missed anything: it is told anew what this node has. */
    void greetAgain(NodeRef peer) {
        greeted.remove(peer);
        greet(peer);
    }

    /** A peer tells anew what it has taken over, up to where it says that nobody else of its own is waited for longer. */
    void anew(NodeRef peer) {
        whereabouts.anew(peer);
    }

    void nodeDown(long now, NodeRef node) {
        greeted.removeIf(peer -> peer.id() == node.id());
        gone.put(node, now + forgetMs);
        whereabouts.lost(node).forEach(this::livesOn);
        // Some may have come when it was dead, and nobody had noticed yet.
        tell(new Frame.Lost(List.of(new Loss(node, 0))));
    }

    /** This node goes on in a later incarnation, and the others may have forgotten what it had. */
    void renamed() {
        whereabouts.renamed(presence.self());
        greeted.clear();
    }

    void tick(long now) {
        if (now >= turnAt) {
            turnAt = now + HANDED_MS;
            handedBefore = handed;
            handed = new HashSet<>();
            whereabouts.forgetEnds(now);
        }
        if (gone.isEmpty()) {
            return;
        }
        gone.entrySet().removeIf(one -> {
            boolean over = one.getValue() <= now;
            if (over) {
                whereabouts.forget(one.getKey());
                patience.forget(one.getKey());
            }
            return over;
        });
    }
}
