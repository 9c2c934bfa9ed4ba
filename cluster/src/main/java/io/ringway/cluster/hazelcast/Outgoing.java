package io.ringway.cluster.hazelcast;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Traffic;
import io.ringway.cluster.UserId;
import io.ringway.cluster.mesh.UnreachableException;
import io.ringway.cluster.wire.Frame;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.IntSupplier;

/** What goes to one user, connection or node, by way of whoever of the peers has it. On the hub context. */
record Outgoing(ClusterNode node) {
    Future<Integer> send(Traffic traffic, UserId user, Buffer payload, IntSupplier here) {
        return node.lookups.reachable(user).compose(nodes -> {
            int told = here.getAsInt();
            return nodes.isEmpty()
                    ? Future.succeededFuture(told)
                    : node.router.send(traffic, user, nodes, payload).map(elsewhere -> told + elsewhere);
        });
    }

    Future<Boolean> send(Traffic traffic, Cid cid, Buffer payload) {
        NodeRef peer = node.moves.peerOf(cid);
        return peer == null ? Future.succeededFuture(false) : node.router.send(traffic, peer, cid, payload);
    }

    boolean post(Traffic traffic, Cid cid, Buffer payload) {
        NodeRef peer = node.moves.peerOf(cid);
        return peer == null || node.router.post(traffic, peer, new Frame.ToConnection(cid, Frame.NO_ANSWER, payload));
    }

    void post(Traffic traffic, NodeRef to, Buffer payload) {
        NodeRef peer = node.peerage.live(to.id());
        if (peer != null) {
            node.router.post(traffic, peer, new Frame.ToNode(payload));
        }
    }

    Future<Buffer> ask(NodeRef to, Buffer question) {
        NodeRef peer = node.peerage.live(to.id());
        return peer == null
                ? Future.failedFuture(new UnreachableException("node " + to + " is not there"))
                : node.router.askNode(peer, question);
    }
}
