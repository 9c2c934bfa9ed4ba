package io.ringway.gateway.http;

import io.ringway.cluster.Cluster;
import io.ringway.gateway.metrics.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Supplier;

/** The operators' port. Any thread. */
public final class ManagementServer {
    private final HttpServer server;
    private final String host;
    private final int port;
    private final Supplier<Cluster.Health> health;
    private volatile boolean draining;

    public ManagementServer(Vertx vertx, String host, int port, Supplier<Cluster.Health> health, Metrics metrics) {
        this.host = host;
        this.port = port;
        this.health = health;
        this.server = vertx.createHttpServer().requestHandler(this::answer);
    }

    private void answer(HttpServerRequest request) {
        boolean good = switch (request.path()) {
            case "/health/live" -> true;
            case "/health/ready" -> !draining && health.get().ready();
            default -> false;
        };
        request.response().setStatusCode(good ? 200 : 503).end();
    }

    public Future<Void> start() {
        return server.listen(port, host).mapEmpty();
    }

    public int port() {
        return server.actualPort();
    }

    /** From now on the node is not ready. */
    public void draining() {
        draining = true;
    }

    public Future<Void> stop() {
        return server.close();
    }
}
