package io.ringway.gateway.auth;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server that publishes a JWK set; 404 as long as it has none. Closed with its Vert.x. */
final class KeyServer {
    private final AtomicInteger requests = new AtomicInteger();
    private final HttpServer server;
    private volatile Handler<HttpServerRequest> answer =
            request -> request.response().setStatusCode(404).end();

    KeyServer(Vertx vertx) {
        server = vertx.createHttpServer()
                .requestHandler(request -> {
                    requests.incrementAndGet();
                    answer.handle(request);
                })
                .listen(0, "127.0.0.1")
                .await();
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/jwks.json";
    }

    /** How many have been asked so far. */
    int requests() {
        return requests.get();
    }

    void answer(Handler<HttpServerRequest> next) {
        answer = next;
    }

    void publish(JsonObject... keys) {
        String body = Tokens.jwks(keys).encode();
        answer(request ->
                request.response().putHeader("content-type", "application/json").end(body));
    }

    void close() {
        server.close().await();
    }
}
