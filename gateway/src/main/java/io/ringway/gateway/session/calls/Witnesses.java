package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.CallId;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The other nodes, as those that are to know of calls of this one. Hub only. */
final class Witnesses {
    private final Cluster cluster;

    Witnesses(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Calls are spread over the other nodes; each stays with the one that has it.
     *
     * @param gone a node that may still be among the others; null for none
     */
    @Nullable
    NodeRef choose(CallId call, @Nullable NodeRef gone) {
        List<NodeRef> peers = cluster.peers().stream()
                .filter(peer -> gone == null || peer.id() != gone.id())
                .sorted(Comparator.comparingLong(NodeRef::id))
                .toList();
        return peers.isEmpty() ? null : peers.get(Math.floorMod(call.hashCode(), peers.size()));
    }

    /** In that life: in another it has forgotten what it was told. */
    boolean isPeer(@Nullable NodeRef node) {
        return node != null && cluster.peers().contains(node);
    }

    /** Whether a node has been counted out, and is there in another life. */
    boolean isThereAgain(NodeRef node) {
        return cluster.peers().stream()
                .anyMatch(peer -> peer.id() == node.id() && peer.incarnation() > node.incarnation());
    }
}
