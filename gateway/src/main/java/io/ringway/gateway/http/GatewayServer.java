package io.ringway.gateway.http;

import io.ringway.gateway.http.ws.Addresses;
import io.ringway.gateway.http.ws.Door;
import io.ringway.gateway.http.ws.Drain;
import io.ringway.gateway.http.ws.Origins;
import io.ringway.gateway.http.ws.WebSockets;
import io.ringway.gateway.limits.AddressGate;
import io.ringway.gateway.metrics.BufferMemory;
import io.ringway.gateway.metrics.Metrics;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The public server: one port, one {@link ServerLoop} per event loop, WebSockets at the doors and HTTP for the rest. Its
 * methods may be called on any thread.
 */
public final class GatewayServer {
    private static final AtomicInteger SHARED_ANY_PORT = new AtomicInteger();

    private final Vertx vertx;
    private final ServerOptions options;
    private final WebSockets sockets;
    private final Queue<ServerLoop> loops = new ConcurrentLinkedQueue<>();
    private final Supplier<Handler<HttpServerRequest>> http;

    /**
     * @param doors WebSocket paths
     * @param gate what each client address may do
     * @param http makes the handler of every other request, once per event loop
     * @param memory what is kept for clients that do not read is bounded by it
     */
    public GatewayServer(
            Vertx vertx,
            ServerOptions options,
            Map<String, Door> doors,
            AddressGate gate,
            Supplier<Handler<HttpServerRequest>> http,
            Metrics metrics,
            BufferMemory memory) {
        this.vertx = vertx;
        this.options = options;
        this.http = http;
        this.sockets = new WebSockets(
                options.sockets(),
                new Origins(options.origins()),
                doors,
                gate,
                new Addresses(options.trustedProxies()),
                metrics,
                memory,
                options.loopCount());
    }

    /** Listens. Fails where the port is taken or the certificate cannot be read. */
    public Future<Void> start() {
        // Vert.x shares one random port between loops that ask for the same negative number.
        int port = options.port() != 0 ? options.port() : -SHARED_ANY_PORT.incrementAndGet();
        return vertx.deployVerticle(
                        () -> {
                            ServerLoop loop = new ServerLoop(options, port, sockets, http.get());
                            loops.add(loop);
                            return loop;
                        },
                        new DeploymentOptions().setInstances(options.loopCount()))
                .mapEmpty();
    }

    /** The port it listens on. */
    public int port() {
        return loops.stream().mapToInt(ServerLoop::port).max().orElse(0);
    }

    /** Open WebSockets, those whose handshake is being decided included. */
    public int connections() {
        return sockets.connections();
    }

    public ServerOptions options() {
        return options;
    }

    public boolean isDraining() {
        return sockets.isDraining();
    }

    /**
     * Stops accepting, tells every WebSocket that the node goes away, some at a time, and completes when they are all gone, or at the
     * deadline, when the rest is cut.
     *
     * @param arrivals how many clients have arrived on other nodes, ever, by which it goes faster or slower; null where that is
     *     not known
     */
    public Future<Void> drain(Drain plan, @Nullable IntSupplier arrivals) {
        sockets.drain(plan, arrivals);
        return Future.join(
                        loops.stream().map(loop -> loop.drain(plan.deadline())).toList())
                .mapEmpty();
    }
}
