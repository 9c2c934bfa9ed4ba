package io.ringway.gateway.http.skapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.Inbox;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.gateway.auth.TokenMinter;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.http.ws.Origins;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.push.PushDesk;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The routes for skapi clients over a cluster of one with a few groups, and what asks them. */
final class SkapiServer {
    static final Tenant TENANT = new Tenant("acme");
    private static final Config CONFIG = Config.of(Map.of(
            "dev",
            "true",
            "skapi.userpool_id",
            "eu-west-1_Pool",
            "limits.connection.requests_per_second",
            "1",
            "limits.connection.requests_burst",
            "200"));

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    static final String MEETING = "meeting:5e1f1f9e-8f3c-4a55-9f0c-2d1b7a9c0e11";

    private final LocalCluster cluster = new LocalCluster();
    private final TokenMinter minter =
            TokenMinter.of(CONFIG.auth(), Clock.systemUTC()).orElseThrow();
    private final Context hub = vertx.getOrCreateContext();
    /** Requests that are over, one way or the other. */
    final AtomicInteger ended = new AtomicInteger();

    final int port;

    SkapiServer() throws Exception {
        await(cluster.start(hub, new Deaf()));
        join(TENANT, "lobby", 3);
        join(TENANT, "lounge", 2);
        join(TENANT, "attic", 1);
        join(TENANT, "the lobby", 1);
        // Those of meetings are listed to nobody whose token does not name them.
        join(TENANT, MEETING, 2);
        join(TENANT, MEETING + ":waiting:somebody", 1);
        join(new Tenant("other"), "secret", 9);
        Router router = Router.router(vertx);
        router.route().handler(call -> {
            call.addEndHandler(done -> ended.incrementAndGet());
            call.next();
        });
        new SkapiRoutes(
                        cluster,
                        hub,
                        new TokenVerifier(vertx, CONFIG.auth(), Clock.systemUTC()),
                        new PushDesk(vertx, hub, null, Clock.systemUTC()),
                        Limits.of(CONFIG.limits()),
                        CONFIG.skapi(),
                        new PublicAddress(Optional.empty()),
                        new Origins(List.of("https://app.example")))
                .addTo(router);
        HttpServer server =
                await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        port = server.actualPort();
    }

    void close() throws Exception {
        await(vertx.close());
        http.close();
    }

    /** Of a user who may all. */
    String token() {
        return token("ada");
    }

    String token(String user) {
        return minter.mint(new UserId(TENANT, user), null, Duration.ofHours(1)).token();
    }

    static void assertRefused(int status, String code, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        JsonObject error = new JsonObject(answer.body());
        assertEquals(code, error.getString("code"));
        assertTrue(!error.getString("message").isBlank());
        assertEquals("*", header(answer, "access-control-allow-origin"), "or the page reads \"Network error\"");
    }

    static JsonObject json(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("*", header(answer, "access-control-allow-origin"));
        assertEquals("application/json", header(answer, "content-type"));
        return new JsonObject(answer.body());
    }

    static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(request(path).GET());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Asks for groups, or for users of one. */
    HttpResponse<String> ask(JsonObject body, @Nullable String token) throws Exception {
        return ask(body.encode(), token);
    }

    /** @param body as it goes over the wire */
    HttpResponse<String> ask(String body, @Nullable String token) throws Exception {
        HttpRequest.Builder request = request("/skapi/get-ws-group")
                .header("Content-Type", "application/json")
                .header("Content-Meta", "{}");
        if (token != null) {
            request.header("Authorization", token);
        }
        return send(request.POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private void join(Tenant tenant, String group, int members) throws Exception {
        for (int i = 0; i < members; i++) {
            Member member = new Member(cluster.newCid(), new UserId(tenant, "user" + i), Bytes.EMPTY);
            await(onHub(() -> cluster.join(new Group(tenant, group), member)));
        }
    }

    private Future<GroupView> onHub(Supplier<Future<GroupView>> action) {
        Promise<GroupView> done = Promise.promise();
        hub.runOnContext(unused -> action.get().onComplete(done));
        return done.future();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Takes no notice. */
    private static final class Deaf implements Inbox {
        @Override
        public void changed(Group group, long version, Change change) {}

        @Override
        public void message(NodeRef from, Group group, Buffer payload) {}

        @Override
        public int message(NodeRef from, UserId user, Buffer payload) {
            return 0;
        }

        @Override
        public boolean message(NodeRef from, Cid cid, Buffer payload) {
            return false;
        }

        @Override
        public void message(NodeRef from, Buffer payload) {}

        @Override
        public Future<Buffer> asked(NodeRef from, Buffer question) {
            return Future.failedFuture("deaf");
        }

        @Override
        public void adopted(Cid cid, NodeRef by) {}

        @Override
        public void nodeDown(NodeRef node) {}

        @Override
        public void fenced(boolean isFenced) {}
    }
}
