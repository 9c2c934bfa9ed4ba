package io.ringway.tests.support;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One port in front of the nodes: a new connection goes to the node of the moment, and waits until that one listens. Open
 * ones end when their node does. Set up and turned by the test's thread, runs on an event loop of its own.
 */
public final class LoadBalancer implements AutoCloseable {
    private static final int RETRY_MS = 50;

    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient();
    private static final int NOBODY = 0;
    private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger target;
    private final NetServer server;

    /** A balancer that sends everybody to the node. */
    public LoadBalancer(Node first) {
        target = new AtomicInteger(first.settings().http());
        server = vertx.createNetServer()
                .connectHandler(this::accept)
                .listen(0, "127.0.0.1")
                .await();
    }

    public int port() {
        return server.actualPort();
    }

    /** Sends who comes from now on, or waits already, to this node. */
    public void turnTo(Node node) {
        target.set(node.settings().http());
    }

    /** Ends every connection; who comes from now on waits until there is a node again. */
    public void cutOff() {
        target.set(NOBODY);
        open.forEach(NetSocket::close);
    }

    private void accept(NetSocket incoming) {
        open.add(incoming);
        incoming.closeHandler(gone -> open.remove(incoming));
        incoming.pause();
        dial(incoming);
    }

    private void dial(NetSocket incoming) {
        if (!open.contains(incoming)) {
            return;
        }
        int port = target.get();
        if (port == NOBODY) {
            vertx.setTimer(RETRY_MS, timer -> dial(incoming));
            return;
        }
        client.connect(port, "127.0.0.1")
                .onSuccess(outgoing -> join(incoming, outgoing))
                .onFailure(notYet -> vertx.setTimer(RETRY_MS, timer -> dial(incoming)));
    }

    private void join(NetSocket incoming, NetSocket outgoing) {
        incoming.closeHandler(gone -> {
            open.remove(incoming);
            outgoing.close();
        });
        outgoing.closeHandler(gone -> incoming.close());
        incoming.pipeTo(outgoing);
        outgoing.pipeTo(incoming);
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
