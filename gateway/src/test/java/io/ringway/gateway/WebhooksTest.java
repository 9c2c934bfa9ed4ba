package io.ringway.gateway;

import static io.ringway.gateway.Futures.done;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.config.WebhookConfig;
import io.ringway.gateway.webhooks.EventType;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node and receivers over real HTTP: they hang, fail, are gone, or are not who they say. */
class WebhooksTest {
    private static final String KEY = "sk_0123456789abcdef0123456789abcdef";
    private static final String SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";
    private static final String NEXT_SECRET = "whsec_enl4d3Z1dHNycXBvbm1sa2ppaGdmZWRj";
    private static final String ALL = "[\"" + String.join("\",\"", WebhookConfig.EVENTS) + "\"]";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Vertx vertx = Vertx.vertx();
    private @Nullable Gateway gateway;

    /** A receiver that does as its status says; 0 is for not answering at all. */
    private final class Backend {
        final List<JsonObject> bodies = new CopyOnWriteArrayList<>();
        final List<Map.Entry<String, String>> signatures = new CopyOnWriteArrayList<>();
        volatile int status;
        final AtomicInteger attempts = new AtomicInteger();
        final HttpServer server;

        Backend(int status) {
            this(status, new HttpServerOptions());
        }

        Backend(int status, HttpServerOptions options) {
            this.status = status;
            server = done(
                    vertx.createHttpServer(options).requestHandler(this::handle).listen(0, "127.0.0.1"));
        }

        private void handle(HttpServerRequest request) {
            int answer = status;
            attempts.incrementAndGet();
            request.body().onSuccess(body -> {
                if (answer == 200) {
                    String id = request.getHeader("webhook-id");
                    String timestamp = request.getHeader("webhook-timestamp");
                    signatures.add(
                            Map.entry(id + "." + timestamp + "." + body, request.getHeader("webhook-signature")));
                    // What was answered too late is told again.
                    if (bodies.stream().noneMatch(before -> id.equals(before.getString("id")))) {
                        bodies.add(body.toJsonObject().put("id", id));
                    }
                }
                if (answer != 0) {
                    request.response().setStatusCode(answer).end("{}");
                }
            });
        }

        String url() {
            return "http://127.0.0.1:" + server.actualPort() + "/hook";
        }

        List<String> types() {
            return bodies.stream().map(event -> event.getString("type")).toList();
        }

        List<String> usersOf(String group) {
            return bodies.stream()
                    .filter(event -> event.getString("type").startsWith("member."))
                    .map(event -> event.getJsonObject("data"))
                    .filter(data -> data.getString("group").equals(group))
                    .map(data -> data.getString("user_id"))
                    .toList();
        }
    }

    private void start(String giveUp, String... urls) {
        start(Duration.ofSeconds(10), giveUp, urls);
    }

    private void start(Duration timeout, String giveUp, String... urls) {
        JsonArray endpoints = new JsonArray();
        for (String url : urls) {
            endpoints.add(new JsonObject()
                    .put("url", url)
                    .put("tenant", "demo")
                    .put("secrets", new JsonArray().add(SECRET).add(NEXT_SECRET))
                    .put("groups", new JsonArray().add("g*"))
                    .put("events", new JsonArray(ALL)));
        }
        gateway = Gateways.start(Map.of(
                "auth.hs256_secret",
                Gateways.SECRET,
                "api.keys",
                "[{\"tenant\":\"demo\",\"key\":\"" + KEY + "\"}]",
                "webhooks.endpoints",
                endpoints.encode(),
                "webhooks.timeout",
                timeout.toMillis() + "ms",
                "webhooks.retry_first",
                "100ms",
                "webhooks.retry_longest",
                "1s",
                "webhooks.give_up",
                giveUp));
    }

    @AfterEach
    void stop() {
        if (gateway != null) {
            Gateways.stop(gateway);
        }
        done(vertx.close());
    }

    private JsonObject call(String method, String path, @Nullable String body) {
        Gateway asked = Objects.requireNonNull(gateway);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + asked.port() + path))
                .header("authorization", "Bearer " + KEY)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            JsonObject json = answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
            return json.put("status", answer.statusCode());
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private void presence(String event, String group, String user) {
        JsonObject body =
                new JsonObject().put("event", event).put("group", group).put("user_id", user);
        if (event.equals("joined")) {
            body.put("meta", new JsonObject().put("name", "Ada"));
        }
        assertEquals(200, call("POST", "/v1/presence", body.encode()).getInteger("status"));
    }

    private static void soon(Runnable assertion) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(assertion::run);
    }

    private JsonArray dead() {
        return call("GET", "/v1/webhooks/dead", null).getJsonArray("dead");
    }

    @Test
    void theConfigurationKnowsEveryEvent() {
        assertEquals(
                WebhookConfig.EVENTS,
                Arrays.stream(EventType.values()).map(EventType::code).toList());
    }

    @Test
    void whoComesAndGoesIsToldInOrderAndSigned() throws Exception {
        Backend backend = new Backend(200);
        start("1m", backend.url());
        presence("joined", "g1", "ada");
        presence("joined", "other", "eve");
        call("POST", "/v1/messages", "{\"to\":{\"group\":\"g1\"},\"from\":\"ada\",\"content\":{\"a\":[1,null]}}");
        presence("left", "g1", "ada");
        soon(() -> assertEquals(
                List.of("group.occupied", "member.joined", "message", "member.left", "group.vacated"),
                backend.types()));

        JsonObject joined = backend.bodies.get(1).getJsonObject("data");
        JsonObject left = backend.bodies.get(3).getJsonObject("data");
        assertEquals("demo", joined.getString("tenant"));
        assertEquals("ada", joined.getString("user_id"));
        assertEquals("Ada", joined.getJsonObject("meta").getString("name"));
        assertEquals(joined.getString("cid"), left.getString("cid"));
        assertEquals("left", left.getString("reason"));
        assertEquals(joined.getLong("joined_at"), left.getLong("joined_at"));
        assertEquals(left.getLong("left_at") - left.getLong("joined_at"), left.getLong("duration_ms"));
        assertFalse(left.containsKey("meta"));
        assertEquals(
                new JsonArray().add(1).addNull(),
                backend.bodies
                        .get(2)
                        .getJsonObject("data")
                        .getJsonObject("content")
                        .getJsonArray("a"));
        assertTrue(Instant.parse(backend.bodies.get(0).getString("timestamp")).isAfter(Instant.EPOCH));
        assertEquals(
                5,
                backend.bodies.stream()
                        .map(each -> each.getString("id"))
                        .distinct()
                        .count());

        for (Map.Entry<String, String> signed : backend.signatures) {
            assertEquals(
                    "v1," + mac(SECRET, signed.getKey()) + " v1," + mac(NEXT_SECRET, signed.getKey()),
                    signed.getValue());
        }
    }

    private static String mac(String secret, String content) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aReceiverThatHangsOrFailsHoldsNobodyElseUpAndGetsAllInOrderAfterwards() {
        Backend well = new Backend(200);
        Backend hanging = new Backend(0);
        Backend failing = new Backend(500);
        start(Duration.ofMillis(500), "10m", hanging.url(), failing.url(), well.url());
        for (int i = 0; i < 10; i++) {
            presence("joined", "g" + i % 3, "u" + i);
        }
        soon(() -> assertEquals(13, well.bodies.size()));
        soon(() -> assertTrue(hanging.attempts.get() > 2 && failing.attempts.get() > 2));
        hanging.status = 200;
        failing.status = 200;
        for (Backend late : List.of(hanging, failing)) {
            soon(() -> assertEquals(List.of("u0", "u3", "u6", "u9"), late.usersOf("g0")));
            soon(() -> assertEquals(List.of("u1", "u4", "u7"), late.usersOf("g1")));
            soon(() -> assertEquals(List.of("u2", "u5", "u8"), late.usersOf("g2")));
        }
        assertEquals(List.of(), dead().getList());
    }

    @Test
    void whatIsNotTakenForTooLongIsPutAsideAndCanBeSentAgain() {
        Backend backend = new Backend(503);
        start("1s", backend.url());
        presence("joined", "g1", "ada");
        soon(() -> assertEquals(2, dead().size()));
        JsonObject letter = dead().getJsonObject(1);
        assertEquals("member.joined", letter.getString("type"));
        assertEquals("it answers with status 503", letter.getString("reason"));
        assertEquals("ada", letter.getJsonObject("event").getJsonObject("data").getString("user_id"));
        JsonObject page = call("GET", "/v1/webhooks/dead?limit=1", null);
        assertEquals(
                letter.getString("id"),
                call("GET", "/v1/webhooks/dead?limit=1&cursor=" + page.getString("next"), null)
                        .getJsonArray("dead")
                        .getJsonObject(0)
                        .getString("id"));

        backend.status = 200;
        String path = "/v1/webhooks/dead/" + letter.getString("id") + "/replay";
        assertEquals(202, call("POST", path, null).getInteger("status"));
        soon(() -> assertEquals(List.of("member.joined"), backend.types()));
        assertEquals(letter.getString("event_id"), backend.bodies.get(0).getString("id"));
        soon(() -> assertEquals(1, dead().size()));
        assertEquals(404, call("POST", path, null).getInteger("status"));
        assertEquals(404, call("POST", "/v1/webhooks/dead/wh_1-2/replay", null).getInteger("status"));
        assertEquals(400, call("GET", "/v1/webhooks/dead?limit=0", null).getInteger("status"));
        assertEquals(400, call("GET", "/v1/webhooks/dead?cursor=zz", null).getInteger("status"));
    }

    @Test
    void aReceiverThatIsGoneIsToldNothingUntilItIsEnabledAgainAndThenEverything() {
        Backend backend = new Backend(410);
        String host = backend.url().replaceFirst("(//[^/]+).*", "$1");
        start("1m", host + "/services/secret?token=secret");
        presence("joined", "g1", "ada");
        soon(() -> assertEquals(false, webhook().getBoolean("enabled")));
        assertEquals(host, webhook().getString("url"), "without what may be a secret");
        assertEquals(List.of("g*"), webhook().getJsonArray("groups").getList());
        presence("joined", "g2", "bob");
        presence("left", "g2", "bob");
        assertEquals("it answered that it is gone (410)", webhook().getString("trouble"));
        assertEquals(1, backend.attempts.get());
        backend.status = 200;
        String enable = "/v1/webhooks/" + webhook().getString("id") + "/enable";
        assertEquals(204, call("POST", enable, null).getInteger("status"));
        presence("left", "g1", "ada");
        soon(() -> assertEquals(8, backend.bodies.size()));
        assertEquals(List.of("ada", "ada"), backend.usersOf("g1"));
        assertEquals(List.of("bob", "bob"), backend.usersOf("g2"));
        assertEquals(List.of(), dead().getList());
        assertEquals(
                404, call("POST", "/v1/webhooks/wh_000000000000/enable", null).getInteger("status"));
        assertEquals(404, call("POST", "/v1/webhooks/wh_nope/enable", null).getInteger("status"));
    }

    private JsonObject webhook() {
        return call("GET", "/v1/webhooks", null).getJsonArray("webhooks").getJsonObject(0);
    }

    @Test
    void allThatWasPutAsideIsSentOnceMoreByOneCall() {
        Backend backend = new Backend(503);
        start("1s", backend.url());
        for (int i = 0; i < 5; i++) {
            presence("joined", "g1", "u" + i);
        }
        soon(() -> assertEquals(6, webhook().getInteger("dead")));
        backend.status = 200;
        String replay = "/v1/webhooks/" + webhook().getString("id") + "/replay";
        JsonObject answer = call("POST", replay, null);
        assertEquals(202, answer.getInteger("status"));
        assertEquals(6, answer.getInteger("replayed"));
        soon(() -> assertEquals(List.of("u0", "u1", "u2", "u3", "u4"), backend.usersOf("g1")));
        assertEquals(0, call("POST", replay, null).getInteger("replayed"));
        assertEquals(0, webhook().getInteger("dead"));
        assertEquals(0, webhook().getInteger("lost"));
        assertEquals(
                List.of(),
                call("GET", "/v1/webhooks/dead", null).getJsonArray("lost").getList());
        assertEquals(
                404, call("POST", "/v1/webhooks/wh_000000000000/replay", null).getInteger("status"));
    }

    @Test
    void nothingIsSentToAServerWithACertificateOfItsOwn() {
        SelfSignedCertificate certificate = SelfSignedCertificate.create();
        Backend impostor =
                new Backend(200, new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions()));
        start("1s", impostor.url().replace("http:", "https:"));
        presence("joined", "g1", "ada");
        soon(() -> assertEquals(2, dead().size()));
        assertEquals(List.of(), impostor.bodies);
        certificate.delete();
    }
}
