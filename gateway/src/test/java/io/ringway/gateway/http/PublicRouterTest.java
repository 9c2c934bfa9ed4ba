package io.ringway.gateway.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the public port says, logs and counts of requests that go wrong. */
final class PublicRouterTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Queue<Integer> answered = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ended = new AtomicInteger();
    private int port;

    @BeforeEach
    void start() throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(PublicRouter.create(vertx, Assets::packed, this::mount, answered::add));
        port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    private void mount(Router router) {
        router.route().handler(this::watch);
        router.post("/body")
                .handler(BodyHandler.create(false).setBodyLimit(2_000))
                .handler(call -> call.response().end("read"));
        router.get("/defect").handler(call -> {
            throw new IllegalStateException("as asked");
        });
        router.get("/late")
                .handler(call -> call.fail(new IllegalStateException("late")))
                .failureHandler(call -> call.response().setStatusCode(503).end());
    }

    private void watch(RoutingContext call) {
        call.addEndHandler(done -> ended.incrementAndGet());
        call.next();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private int get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatBreaksOffIsNoDefect(BrokenOff way) throws Exception {
        try (LoggedErrors logged = new LoggedErrors()) {
            String answer = way.post(port, "/body");
            await().until(() -> ended.get() == 1);
            // One loop serves all: what the one before it left to do is done.
            assertEquals(404, get("/nothing"));
            assertEquals(List.of(), logged.messages());
            assertFalse(answer.contains("200"), answer);
            assertFalse(answered.contains(200), answered::toString);
        }
    }

    @Test
    void aDefectIsLoggedAndCountedAsOne() throws Exception {
        try (LoggedErrors logged = new LoggedErrors()) {
            assertEquals(500, get("/defect"));
            assertEquals(1, logged.messages().size(), () -> logged.messages().toString());
            assertEquals(List.of(500), List.copyOf(answered));
        }
    }

    @Test
    void whatIsAnsweredAfterAFailureIsCountedAsItWasAnswered() throws Exception {
        assertEquals(503, get("/late"));
        assertEquals(List.of(503), List.copyOf(answered));
    }
}
