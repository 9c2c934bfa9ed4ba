package io.ringway.gateway;

import static io.ringway.gateway.Futures.done;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node that asks a backend, over real HTTP and real sockets. */
class HooksTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Vertx vertx = Vertx.vertx();
    private final List<JsonObject> asked = new CopyOnWriteArrayList<>();
    /** What is answered to a type of question; nothing at all where there is none. */
    private final Map<String, JsonObject> answers = new HashMap<>();

    private final HttpServer backend =
            done(vertx.createHttpServer().requestHandler(this::handle).listen(0, "127.0.0.1"));
    private @Nullable Gateway gateway;
    private volatile int joinStatus = 200;

    private void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            JsonObject question = body.toJsonObject();
            asked.add(question);
            JsonObject answer = answers.get(question.getString("type"));
            if (answer != null) {
                boolean isJoin = question.getString("type").equals("join");
                request.response().setStatusCode(isJoin ? joinStatus : 200).end(answer.encode());
            }
        });
    }

    private void start(String... more) {
        Map<String, String> values =
                new HashMap<>(Map.of("dev", "true", "hooks.secrets", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"));
        for (String kind : List.of("connect", "join", "call")) {
            values.put("hooks." + kind + ".url", "http://127.0.0.1:" + backend.actualPort() + "/ask");
            values.put("hooks." + kind + ".timeout", "10s");
        }
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        gateway = Gateways.start(values);
    }

    @AfterEach
    void stop() {
        if (gateway != null) {
            Gateways.stop(gateway);
        }
        done(vertx.close());
    }

    /** A native client; what it hears, in order. */
    private final class Client implements WebSocket.Listener {
        final List<JsonObject> heard = new CopyOnWriteArrayList<>();
        volatile int closed;
        final WebSocket socket;
        private final StringBuilder text = new StringBuilder();

        final String token;

        Client(String user) throws Exception {
            int port = Objects.requireNonNull(gateway).port();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/dev/token"))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"user_id\":\"" + user + "\"}"))
                    .build();
            token = new JsonObject(HTTP.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .getString("token");
            socket = HTTP.newWebSocketBuilder()
                    .subprotocols("ringway.v1", "bearer." + token)
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/realtime"), this)
                    .get(10, TimeUnit.SECONDS);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                heard.add(new JsonObject(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed = code;
            return null;
        }

        void say(String json) throws Exception {
            socket.sendText(json, true).get(10, TimeUnit.SECONDS);
        }

        /** Only then can others write to it: the handshake is over before the backend has answered. */
        Client welcomed() {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> heard.stream().anyMatch(frame -> "welcome".equals(frame.getString("type"))));
            return this;
        }

        JsonObject hear(long id) {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> heard.stream().anyMatch(frame -> id == frame.getLong("id", -1L)));
            return heard.stream()
                    .filter(frame -> id == frame.getLong("id", -1L))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void answer(String type, JsonObject answer) {
        answers.put(type, answer);
    }

    private static JsonObject yes() {
        return new JsonObject().put("allow", true);
    }

    @Test
    void whoMayNotConnectIsSentAwayForGood() throws Exception {
        answer("connect", new JsonObject().put("allow", false));
        start();
        Client ada = new Client("ada");
        await().until(() -> ada.closed != 0);
        assertEquals(4403, ada.closed);
        assertEquals("ada", asked.getFirst().getJsonObject("data").getString("user_id"));
        assertEquals(List.of(), ada.heard);
    }

    @Test
    void whoConnectsWhileNobodyAnswersMayComeBack() throws Exception {
        start("hooks.connect.timeout", "100ms");
        Client ada = new Client("ada");
        await().until(() -> ada.closed != 0);
        assertEquals(4301, ada.closed);
    }

    @Test
    void aJoinIsAskedAboutAndWhatComesAfterItWaits() throws Exception {
        answer("connect", yes());
        answer("join", yes().put("meta", new JsonObject().put("role", "host")));
        start();
        Client ada = new Client("ada");
        ada.say("{\"type\":\"join\",\"id\":1,\"group\":\"g\",\"meta\":{\"role\":\"guest\"}}");
        ada.say("{\"type\":\"publish\",\"id\":2,\"group\":\"g\",\"content\":1}");
        assertEquals("result", ada.hear(2).getString("type"));
        String member = ada.hear(1).encode();
        assertTrue(member.contains("\"role\":\"host\""), member);
        JsonObject data = asked.getLast().getJsonObject("data");
        assertEquals("g", data.getString("group"));
        assertEquals(38, data.getString("cid").length());

        answer("join", new JsonObject().put("allow", false).put("reason", "members only"));
        ada.say("{\"type\":\"join\",\"id\":3,\"group\":\"h\"}");
        assertEquals("forbidden", ada.hear(3).getString("code"));
        assertEquals("members only", ada.hear(3).getString("message"));
    }

    @Test
    void aBackendThatHangsHoldsUpNobodyElseAndIsLeftAlone() throws Exception {
        answer("connect", yes());
        start("hooks.join.timeout", "3s", "hooks.call.timeout", "300ms", "hooks.call.on_failure", "allow");
        Client ada = new Client("ada").welcomed();
        Client bob = new Client("bob").welcomed();
        ada.say("{\"type\":\"join\",\"id\":1,\"group\":\"g\"}");
        bob.say("{\"type\":\"send\",\"id\":2,\"user_id\":\"ada\",\"content\":1}");
        assertEquals("result", bob.hear(2).getString("type"));
        assertFalse(ada.heard.stream().anyMatch(frame -> frame.getLong("id", -1L) == 1L));
        assertEquals("unavailable", ada.hear(1).getString("code"), "nobody is let in unasked");
        for (int i = 3; i < 10; i++) {
            ada.say("{\"type\":\"join\",\"id\":" + i + ",\"group\":\"g\"}");
            assertEquals("unavailable", ada.hear(i).getString("code"));
        }
        assertTrue(asked.stream()
                        .filter(question -> question.getString("type").equals("join"))
                        .count()
                < 8);
        ada.say("{\"type\":\"call\",\"id\":20,\"user_id\":\"bob\"}");
        assertEquals("result", ada.hear(20).getString("type"), "where the configuration says so, it passes");
    }

    @Test
    void anAnswerThatCannotBeReadIsNone() throws Exception {
        answer("connect", yes());
        start();
        Client ada = new Client("ada");
        List<JsonObject> bad = new ArrayList<>(List.of(
                yes().put("grants", "all"),
                yes().put("grants", new JsonObject().put("actions", "x")),
                yes().put("meta", "x".repeat(10_000))));
        long id = 1;
        for (JsonObject answer : bad) {
            answer("join", answer);
            ada.say("{\"type\":\"join\",\"id\":" + id + ",\"group\":\"g\"}");
            assertEquals("unavailable", ada.hear(id).getString("code"));
            id++;
        }
    }

    @Test
    void grantsOfTheAnswerHoldInPlaceOfTheTokens() throws Exception {
        answer("connect", yes().put("grants", new JsonObject("{\"groups\":{\"a*\":[\"join\"]}}")));
        answer("join", yes());
        start("hooks.join.cache", "1m");
        Client ada = new Client("ada");
        ada.say("{\"type\":\"join\",\"id\":1,\"group\":\"a1\"}");
        assertEquals("result", ada.hear(1).getString("type"));
        ada.say("{\"type\":\"join\",\"id\":2,\"group\":\"b1\"}");
        assertEquals("forbidden", ada.hear(2).getString("code"));
        ada.say("{\"type\":\"publish\",\"id\":3,\"group\":\"a1\",\"content\":1}");
        assertEquals("forbidden", ada.hear(3).getString("code"));
        ada.say("{\"type\":\"leave\",\"id\":4,\"group\":\"a1\"}");
        ada.say("{\"type\":\"join\",\"id\":5,\"group\":\"a1\"}");
        assertEquals("result", ada.hear(5).getString("type"));
        assertEquals(2, asked.size(), "the second join of a1 is answered from memory, and b1 is not asked about");
    }

    @Test
    void whatTheBackendGaveIsNotShedByShowingTheTokenAgain() throws Exception {
        JsonObject narrow = new JsonObject()
                .put("allow", true)
                .put(
                        "grants",
                        new JsonObject().put("groups", new JsonObject().put("lobby", new JsonArray().add("join"))));
        answers.put("connect", narrow);
        start("hooks.join.url", "", "hooks.call.url", "");
        Client eve = new Client("eve");
        eve.say("{\"type\":\"refresh\",\"id\":1,\"token\":\"" + eve.token + "\"}");
        assertEquals("result", eve.hear(1).getString("type"));
        eve.say("{\"type\":\"join\",\"id\":2,\"group\":\"vault\"}");
        assertEquals("forbidden", eve.hear(2).getString("code"));

        answers.put("connect", new JsonObject().put("allow", false));
        eve.say("{\"type\":\"refresh\",\"id\":3,\"token\":\"" + eve.token + "\"}");
        await().atMost(Duration.ofSeconds(10)).until(() -> eve.closed == 4403);
    }

    @Test
    void aNoStaysANoWhateverElseItSays() throws Exception {
        answers.put("connect", new JsonObject().put("allow", false).put("grants", "nonsense"));
        start("hooks.connect.on_failure", "allow");
        Client eve = new Client("eve");
        await().atMost(Duration.ofSeconds(10)).until(() -> eve.closed == 4403);
    }

    @Test
    void aNoWhoseFieldsAreOfAnotherKindDoesNotBecomeAYes() throws Exception {
        answer("connect", yes());
        start("hooks.join.on_failure", "allow");
        Client eve = new Client("eve");
        List<JsonObject> noes = List.of(
                new JsonObject().put("allow", false).putNull("reason"),
                new JsonObject().put("allow", false).put("reason", 7),
                new JsonObject().putNull("allow"),
                new JsonObject().put("allow", "false"),
                new JsonObject().put("allow", "true"),
                new JsonObject());
        long id = 1;
        for (JsonObject no : noes) {
            answer("join", no);
            eve.say("{\"type\":\"join\",\"id\":" + id + ",\"group\":\"g\"}");
            assertEquals("forbidden", eve.hear(id).getString("code"), no.encode());
            assertEquals("the app does not allow it", eve.hear(id).getString("message"));
            id++;
        }
        answer("join", yes().putNull("reason"));
        eve.say("{\"type\":\"join\",\"id\":" + id + ",\"group\":\"g\"}");
        assertEquals("result", eve.hear(id).getString("type"));
    }

    @Test
    void groupsThatTheBackendDoesNotKnowDoNotShutTheOthersOut() throws Exception {
        answer("connect", yes());
        answer("join", yes());
        start();
        Client eve = new Client("eve");
        joinStatus = 404;
        for (int i = 1; i <= 5; i++) {
            eve.say("{\"type\":\"join\",\"id\":" + i + ",\"group\":\"odd\"}");
            assertEquals("unavailable", eve.hear(i).getString("code"));
        }
        joinStatus = 200;
        eve.say("{\"type\":\"join\",\"id\":9,\"group\":\"g\"}");
        assertEquals("result", eve.hear(9).getString("type"));
    }
}
