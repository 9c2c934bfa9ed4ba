package io.ringway.gateway.http;

import io.ringway.cluster.Cluster;
import io.ringway.gateway.ice.ProviderHealth;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.metrics.Scrape;
import io.ringway.gateway.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The operators' port: liveness, readiness and metrics. Liveness says only that this process still answers: a restart cures
 * nothing that is wrong with the cluster.
 */
public final class ManagementServer {
    private static final Set<String> PATHS = Set.of("/health/live", "/health/ready", "/metrics");

    private static final String DEGRADED = "degraded: ";

    private final HttpServer server;
    private final String host;
    private final int port;
    private final Supplier<Cluster.Health> health;
    private final Supplier<List<ProviderHealth>> ice;
    private final @Nullable Handler<HttpServerRequest> operators;
    private final Scrape scrape;
    private volatile boolean draining;

    /**
     * @param port 0 takes a free one
     * @param health asked at every readiness probe and scrape; must not block
     * @param operators answers what is not one of these three; null where there is nothing else
     * @param ice the providers of TURN credentials; told, and no reason not to be ready: messages and presence need none
     */
    public ManagementServer(
            Vertx vertx,
            String host,
            int port,
            Supplier<Cluster.Health> health,
            Supplier<List<ProviderHealth>> ice,
            @Nullable Handler<HttpServerRequest> operators,
            Metrics metrics) {
        this.host = host;
        this.port = port;
        this.health = health;
        this.ice = ice;
        this.operators = operators;
        this.scrape = new Scrape(
                metrics,
                () -> health.get().nodes() - 1,
                () -> !draining && health.get().ready());
        this.server = vertx.createHttpServer().requestHandler(this::handle);
    }

    public Future<Void> start() {
        return server.listen(port, host).mapEmpty();
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** From now on the node is not ready. */
    public void draining() {
        draining = true;
    }

    public Future<Void> stop() {
        return server.close().onComplete(closed -> scrape.close());
    }

    private void handle(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        Answers.harden(response);
        boolean isHealth = PATHS.contains(request.path());
        if (!isHealth && operators != null) {
            operators.handle(request);
        } else if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            Answers.error(response, 405, ErrorCode.BAD_REQUEST, "GET only");
        } else {
            answer(request, response);
        }
    }

    private void answer(HttpServerRequest request, HttpServerResponse response) {
        switch (request.path()) {
            case "/health/live" -> Answers.json(response, 200, new JsonObject().put("status", "up"));
            case "/health/ready" -> ready(response);
            case "/metrics" -> scrape(response);
            default -> Answers.error(response, ErrorCode.NOT_FOUND, "nothing is here");
        }
    }

    private void ready(HttpServerResponse response) {
        Cluster.Health now = health.get();
        List<String> reasons = new ArrayList<>(now.reasons());
        if (draining) {
            reasons.addFirst("this node is shutting down");
        }
        boolean ready = now.ready() && !draining;
        Answers.json(
                response,
                ready ? 200 : 503,
                new JsonObject()
                        .put("status", ready ? "ready" : "not_ready")
                        .put("degraded", reasons.stream().anyMatch(reason -> reason.startsWith(DEGRADED)))
                        .put("nodes", now.nodes())
                        .put("reasons", new JsonArray(reasons))
                        .put("ice", providers()));
    }

    private JsonArray providers() {
        JsonArray providers = new JsonArray();
        for (ProviderHealth provider : ice.get()) {
            ProviderHealth.Status status = provider.status();
            providers.add(new JsonObject()
                    .put("provider", provider.name())
                    .put("status", status.state().name().toLowerCase(Locale.ROOT))
                    .put("since", status.since())
                    .put("reason", status.reason()));
        }
        return providers;
    }

    private void scrape(HttpServerResponse response) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
        Answers.end(response, Buffer.buffer(scrape.text()));
    }
}
