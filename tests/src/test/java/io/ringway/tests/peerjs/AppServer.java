package io.ringway.tests.peerjs;

import io.ringway.tests.support.Repo;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Files;
import java.nio.file.Path;

/** The app's own web server, of another origin than the gateway: a page with the PeerJS client in it. */
final class AppServer implements AutoCloseable {
    private static final Path CLIENT = Repo.path("tests/peerjs/node_modules/peerjs/dist/peerjs.min.js");
    private static final Path PAGE = Repo.path("tests/src/test/resources/peerjs/page.html");

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    AppServer() {
        if (!Files.isRegularFile(CLIENT)) {
            throw new IllegalStateException("no " + CLIENT + ": run `npm ci` in tests/peerjs");
        }
        server = vertx.createHttpServer()
                .requestHandler(AppServer::answer)
                .listen(0, "127.0.0.1")
                .await();
    }

    private static void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/" ->
                request.response().putHeader("Content-Type", "text/html").sendFile(PAGE.toString());
            case "/peerjs.min.js" ->
                request.response().putHeader("Content-Type", "text/javascript").sendFile(CLIENT.toString());
            default -> request.response().setStatusCode(204).end();
        }
    }

    /** Cameras need HTTPS or this very name. */
    String origin() {
        return "http://localhost:" + server.actualPort();
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
