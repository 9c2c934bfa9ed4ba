package io.ringway.tests.skapi;

import io.ringway.tests.support.Repo;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The app's own web server, of another origin than the gateway: a page with skapi-js in it, and the shim's modules. */
final class Pages implements AutoCloseable {
    private static final Path CLIENT = Repo.path("tests/skapi/node_modules/skapi-js/dist/skapi.browser.mjs");
    private static final Path PAGE = Repo.path("tests/src/test/resources/skapi/page.html");

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    Pages() {
        if (!Files.isRegularFile(CLIENT)) {
            throw new IllegalStateException("no " + CLIENT + ": run `npm ci` in tests/skapi");
        }
        server = vertx.createHttpServer()
                .requestHandler(Pages::answer)
                .listen(0, "127.0.0.1")
                .await();
    }

    private static final Pattern MODULE = Pattern.compile("/js/[a-z-]+\\.js");

    private static void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/" ->
                request.response().putHeader("Content-Type", "text/html").sendFile(PAGE.toString());
            case "/skapi.browser.mjs" ->
                request.response().putHeader("Content-Type", "text/javascript").sendFile(CLIENT.toString());
            case String path
            when MODULE.matcher(path).matches() ->
                request.response()
                        .putHeader("Content-Type", "text/javascript")
                        .sendFile(Repo.path("webroot" + path).toString());
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
