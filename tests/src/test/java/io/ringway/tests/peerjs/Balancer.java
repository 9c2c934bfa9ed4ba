package io.ringway.tests.peerjs;

import io.ringway.tests.support.Node;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

/** What stands between a client and the nodes: every new connection goes to the node of the moment. */
final class Balancer implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient();
    private final NetServer server;
    private volatile int port;

    Balancer(Node node) {
        leadTo(node);
        server = vertx.createNetServer()
                .connectHandler(this::connect)
                .listen(0, "127.0.0.1")
                .await();
    }

    void leadTo(Node node) {
        port = node.settings().http();
    }

    int port() {
        return server.actualPort();
    }

    private void connect(NetSocket in) {
        in.pause();
        client.connect(port, "127.0.0.1")
                .onSuccess(out -> {
                    in.pipeTo(out);
                    out.pipeTo(in);
                })
                .onFailure(away -> in.close());
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
