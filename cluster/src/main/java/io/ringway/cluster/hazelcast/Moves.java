package io.ringway.cluster.hazelcast;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Inbox;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.mesh.Mesh;
import io.ringway.cluster.presence.Presence;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.cluster.whereabouts.Whereabouts;
import io.ringway.cluster.wire.Frame;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections that move between nodes: tells the peers of this node's, and keeps what they tell. On the hub context. */
final class Moves {
    private static final Logger LOG = LoggerFactory.getLogger(Moves.class);
    /** A node that was counted out may come back with what it had; after that long, with the grace on top, it does not. */
    private static final long FORGET_MS = 60_000;

    private static final int MOVES_PER_FRAME = 500;
    /** By then what was sent before the new node had it has come. */
    private static final long HANDED_MS = 5_000;

    private final Presence presence;
    private final Mesh mesh;
    private final Inbox inbox;
    private final long forgetMs;
    private final Whereabouts whereabouts = new Whereabouts();
    /** Who was told what this node had adopted before it met them. */
    private final Set<NodeRef> greeted = new HashSet<>();

    private final Map<NodeRef, Long> gone = new HashMap<>();
    /** What this node has just handed over: what still comes for it from the new node is passed back there. */
    private Set<Cid> handed = new HashSet<>();

    private Set<Cid> handedBefore = new HashSet<>();
    private long turnAt;

    Moves(Presence presence, Mesh mesh, Inbox inbox, long graceMs) {
        this.presence = presence;
        this.mesh = mesh;
        this.inbox = inbox;
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

    int count(Cid cid) {
        return whereabouts.count(cid);
    }

    void adopt(Cid cid, int count) {
        Move move = new Move(cid, count);
        if (!whereabouts.moved(presence.self(), move)) {
            LOG.warn("{} was taken over here, and is known to have been on {} since", cid, whereabouts.of(cid));
        }
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

    void ended(Cid cid) {
        if (whereabouts.movedTo(cid) != null) {
            whereabouts.ended(presence.self(), cid);
            tell(new Frame.Ended(cid));
        }
    }

    private void tell(Frame frame) {
        List.copyOf(presence.peers()).forEach(peer -> mesh.send(peer, frame));
    }

    /** What a peer says that it has taken over. */
    void adopted(NodeRef by, List<Move> moves) {
        for (Move move : moves) {
            if (whereabouts.moved(by, move)) {
                inbox.adopted(move.cid(), by);
            } else if (whereabouts.of(move.cid()).id() == presence.self().id()) {
                // Two nodes took it over at the same time, and this one keeps it.
                mesh.send(by, new Frame.Adopted(List.of(new Move(move.cid(), whereabouts.count(move.cid())))));
            }
        }
    }

    void ended(NodeRef on, Cid cid) {
        whereabouts.ended(on, cid);
    }

    /** A peer was heard of: it is told once what this node has adopted. */
    void greet(NodeRef peer) {
        if (!presence.peers().contains(peer) || !greeted.add(peer)) {
            return;
        }
        gone.keySet().removeIf(node -> node.id() == peer.id());
        List<Move> moves = whereabouts.on(presence.self());
        for (int from = 0; from < moves.size(); from += MOVES_PER_FRAME) {
            int end = Math.min(from + MOVES_PER_FRAME, moves.size());
            mesh.send(peer, new Frame.Adopted(List.copyOf(moves.subList(from, end))));
        }
    }

    /** A peer was too far behind, and may have missed anything: it is told anew what this node has. */
    void greetAgain(NodeRef peer) {
        mesh.send(peer, new Frame.Anew());
        greeted.remove(peer);
        greet(peer);
    }

    /** A peer tells anew what it has taken over. */
    void anew(NodeRef peer) {
        whereabouts.forget(peer);
    }

    void nodeDown(long now, NodeRef node) {
        greeted.removeIf(peer -> peer.id() == node.id());
        gone.put(node, now + forgetMs);
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
        }
        if (gone.isEmpty()) {
            return;
        }
        gone.entrySet().removeIf(one -> {
            boolean over = one.getValue() <= now;
            if (over) {
                whereabouts.forget(one.getKey());
            }
            return over;
        });
    }
}
