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
 * nothing that is wrong with the cluster. It listens before there is a node to tell of, and says so meanwhile. Any thread.
 */
public final class ManagementServer {
    private static final Set<String> PATHS = Set.of("/health/live", "/health/ready", "/metrics");

    private static final String DEGRADED = "degraded: ";

    /** What is told, and by whom paths of the operators' own are answered; null where there are none. */
    private record Subject(
            Supplier<Cluster.Health> health,
            Supplier<List<ProviderHealth>> ice,
            @Nullable Handler<HttpServerRequest> operators) {}

    private static final Subject NO_NODE_YET = new Subject(
            () -> new Cluster.Health(false, List.of("starting: this node has not joined its cluster yet"), 1),
            List::of,
            request -> Answers.error(request.response(), ErrorCode.UNAVAILABLE, "this node is starting"));

    private final HttpServer server;
    private final String host;
    private final int port;
    private final Scrape scrape;
    private volatile Subject subject = NO_NODE_YET;
    private volatile boolean draining;

    /** @param port 0 takes a free one */
    public ManagementServer(Vertx vertx, String host, int port, Metrics metrics) {
        this.host = host;
        this.port = port;
        this.scrape = new Scrape(
                metrics,
                () -> subject.health().get().nodes() - 1,
                () -> !draining && subject.health().get().ready());
        this.server = vertx.createHttpServer().requestHandler(this::handle);
    }

    /**
     * From now on there is a node to tell of.
     *
     * @param health asked at every readiness probe and scrape; must not block
     * @param ice the providers of TURN credentials; told, and no reason not to be ready: messages and presence need none
     * @param operators answers what is not one of the three; null where there is nothing else
     */
    public void tellOf(
            Supplier<Cluster.Health> health,
            Supplier<List<ProviderHealth>> ice,
            @Nullable Handler<HttpServerRequest> operators) {
        subject = new Subject(health, ice, operators);
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
        Handler<HttpServerRequest> operators = subject.operators();
        if (!PATHS.contains(request.path()) && operators != null) {
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
            case "/health/ready" -> ready(response, subject);
            case "/metrics" -> scrape(response);
            default -> Answers.error(response, ErrorCode.NOT_FOUND, "nothing is here");
        }
    }

    private void ready(HttpServerResponse response, Subject told) {
        Cluster.Health now = told.health().get();
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
                        .put("ice", providers(told.ice().get())));
    }

    private static JsonArray providers(List<ProviderHealth> ice) {
        JsonArray providers = new JsonArray();
        for (ProviderHealth provider : ice) {
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
