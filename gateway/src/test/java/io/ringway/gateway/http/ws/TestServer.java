package io.ringway.gateway.http.ws;

import io.ringway.gateway.config.AddressLimitsConfig;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.http.GatewayServer;
import io.ringway.gateway.http.ServerOptions;
import io.ringway.gateway.limits.AddressGate;
import io.ringway.gateway.metrics.BufferMemory;
import io.ringway.gateway.metrics.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server of its own with an {@link EchoDoor} at {@code /echo}. */
final class TestServer implements AutoCloseable {
    final EchoDoor door = new EchoDoor();
    final Metrics metrics = new Metrics();
    final GatewayServer server;
    private final Vertx vertx;

    TestServer(ServerOptions options) {
        this(options, Config.of(Map.of("dev", "true")).limits().address());
    }

    TestServer(ServerOptions options, AddressLimitsConfig addresses) {
        this(options, addresses, BufferMemory.ofThisProcess());
    }

    TestServer(ServerOptions options, AddressLimitsConfig addresses, BufferMemory memory) {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setPreferNativeTransport(true));
        server = new GatewayServer(
                vertx,
                options,
                Map.of("/echo", new Door("echo", door)),
                new AddressGate(addresses),
                () -> request -> request.response().end("http " + request.path()),
                metrics,
                memory);
        await(server.start());
    }

    int port() {
        return server.port();
    }

    RawClient open() throws IOException {
        return RawClient.open(port(), "/echo");
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
