package io.ringway.tests.support;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An app's own web server, of another origin than the gateway: the files that it was given, and nothing else. */
public final class AppServer implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    /** @param files pages and scripts, by path */
    public AppServer(Map<String, Path> files) {
        for (Path file : files.values()) {
            if (!Files.isRegularFile(file)) {
                throw new IllegalStateException("no " + file + ": run `npm ci` in tests/peerjs and tests/skapi");
            }
        }
        server = vertx.createHttpServer()
                .requestHandler(request -> answer(request, files.get(request.path())))
                .listen(0, "127.0.0.1")
                .await();
    }

    /** The shim's modules as they are in the repository, by path. */
    public static Map<String, Path> shim() {
        Path folder = Repo.path("webroot/js");
        try (Stream<Path> files = Files.list(folder)) {
            Map<String, Path> byPath = new TreeMap<>();
            files.filter(file -> file.toString().endsWith(".js"))
                    .forEach(file -> byPath.put("/js/" + file.getFileName(), file));
            return byPath;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpServerRequest request, @Nullable Path file) {
        if (file == null) {
            request.response().setStatusCode(204).end();
        } else {
            String type = file.toString().endsWith(".html") ? "text/html" : "text/javascript";
            request.response().putHeader("Content-Type", type).sendFile(file.toString());
        }
    }

    /** Cameras need HTTPS or this very name. */
    public String origin() {
        return "http://localhost:" + server.actualPort();
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
