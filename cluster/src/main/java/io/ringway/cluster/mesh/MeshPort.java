package io.ringway.cluster.mesh;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The port that a node's peers connect to. Open before there is anybody to take them; until then they are turned away. */
public final class MeshPort {
    private final NetServer server;
    private volatile @Nullable Consumer<NetSocket> visitors;

    private MeshPort(Vertx vertx) {
        this.server = vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true))
                .connectHandler(this::accept);
    }

    /** Listens; port 0 takes a free one. */
    public static Future<MeshPort> open(Vertx vertx, String host, int port) {
        MeshPort opened = new MeshPort(vertx);
        return opened.server
                .listen(port, host)
                .map(opened)
                .recover(failure -> Future.failedFuture(new IllegalStateException(
                        "port " + port + " for what nodes say to each other: " + failure.getMessage(), failure)));
    }

    public int port() {
        return server.actualPort();
    }

    void serve(Consumer<NetSocket> newVisitors) {
        visitors = newVisitors;
    }

    /** Any thread. */
    public Future<Void> close() {
        return server.close();
    }

    private void accept(NetSocket socket) {
        Consumer<NetSocket> here = visitors;
        if (here == null) {
            socket.close();
        } else {
            here.accept(socket);
        }
    }
}
