package io.ringway.gateway.session;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Inbox;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.cluster.mesh.UnreachableException;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.cluster.whereabouts.Whereabouts;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The cluster of one, among peers that a test plays: it says who is there and what they answer. What is known of moves is real. */
final class StagedCluster {
    final Whereabouts whereabouts = new Whereabouts();
    /** What the peers are told that this node has taken over. */
    final List<Move> told = new CopyOnWriteArrayList<>();

    volatile Set<NodeRef> peers = Set.of();
    volatile BiFunction<NodeRef, Buffer, Future<Buffer>> answers =
            (node, question) -> Future.failedFuture(new UnreachableException("does not answer"));
    private final LocalCluster self = new LocalCluster();
    private final byte[] secret;
    private volatile @Nullable Inbox inbox;

    /** @param secret which the peers have too */
    StagedCluster(byte[] secret) {
        this.secret = secret;
    }

    NodeRef self() {
        return self.self();
    }

    /** What the peers say to the node. */
    Inbox inbox() {
        return Objects.requireNonNull(inbox, "not started");
    }

    Cluster cluster() {
        return (Cluster) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Cluster.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("start")) {
                        inbox = (Inbox) arguments[1];
                    }
                    return switch (method.getName()) {
                        case "peers" -> peers;
                        case "secret" -> secret.clone();
                        case "ask" -> answers.apply((NodeRef) arguments[0], (Buffer) arguments[1]);
                        case "locate" -> locate((Cid) arguments[0]);
                        case "lastPlace" -> lastPlace((Cid) arguments[0]);
                        case "adopt" -> adopt(new Move((Cid) arguments[0], (int) arguments[1]));
                        case "handOver" ->
                            handOver((NodeRef) arguments[1], new Move((Cid) arguments[0], (int) arguments[2]));
                        default -> {
                            try {
                                yield method.invoke(self, arguments);
                            } catch (InvocationTargetException failed) {
                                throw failed.getCause();
                            }
                        }
                    };
                });
    }

    private @Nullable NodeRef locate(Cid cid) {
        NodeRef at = whereabouts.of(cid);
        return at.equals(self()) || peers.contains(at) ? at : null;
    }

    private Cluster.Place lastPlace(Cid cid) {
        return new Cluster.Place(whereabouts.of(cid), whereabouts.count(cid));
    }

    private @Nullable Object handOver(NodeRef to, Move move) {
        whereabouts.moved(to, move);
        return null;
    }

    private @Nullable Object adopt(Move move) {
        whereabouts.moved(self(), move);
        told.add(move);
        return null;
    }
}
