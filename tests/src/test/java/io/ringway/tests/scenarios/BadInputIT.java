package io.ringway.tests.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.Inbox;
import io.ringway.tests.support.Intruder;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.NodeSettings;
import io.ringway.tests.support.Secrets;
import io.ringway.tests.support.Talk;
import io.ringway.tests.support.Tokens;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What no client should send, at every door of a real node: each gets its declared answer, somebody else on the node
 * notices nothing, and a node that logs all it can logs nothing of it. Names and payloads are canaries.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {
    private static final String KEY = Secrets.keep("sk_0123456789abcdef0123456789abcdef");
    private static final String OTHER_KEY = Secrets.keep("sk_fedcba9876543210fedcba9876543210");
    private static final String NOBODY = "IiIiIiIiIiIAAAABwcLDxMXGx8jR0tPU1dbX2A";
    private static final byte[] NOT_UTF8 = {'{', '"', (byte) 0xff, (byte) 0xc3, '"', '}'};
    private static final String TOO_DEEP = "[".repeat(40) + "]".repeat(40);
    private static final String TOO_LARGE = "x".repeat(33_000);
    private static final String OVER_SIZE = "x".repeat(70_000);

    private final Node node = Node.start(NodeSettings.alone(
            "bad-input",
            Map.of(
                    "RINGWAY_LOG_LEVEL",
                    "debug",
                    "RINGWAY_AUTH_CLOCK_SKEW",
                    "5m",
                    "RINGWAY_API_KEYS",
                    "[{\"tenant\":\"demo\",\"key\":\"" + KEY + "\"},{\"tenant\":\"other\",\"key\":\"" + OTHER_KEY
                            + "\"}]")));
    private final Intruder intruder = new Intruder(node);
    private Client ada = Client.connect(node, "ada");

    @AfterAll
    void stop() {
        node.close();
    }

    @BeforeEach
    void somebodyElseIsHere() {
        ada.close();
        ada = Client.connect(node, "ada");
        ada.join("lobby");
    }

    @AfterEach
    void andNoticesNothing() {
        assertEquals(1, ada.members("lobby").size());
        assertEquals(List.of(), ada.inbox().all("notice"));
        assertEquals(List.of(), ada.inbox().all("message"));
        assertEquals(List.of(), ada.inbox().all("private"));
        assertEquals(List.of(), ada.inbox().all("error"));
        ada.close();
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private static String canary() {
        return quoted(Secrets.canary());
    }

    // The native door.

    private static String publish(String group, String content) {
        return "{\"type\":\"publish\",\"id\":1,\"group\":" + group + ",\"content\":" + content + "}";
    }

    private static String join(String group) {
        return "{\"type\":\"join\",\"id\":1,\"group\":" + group + "}";
    }

    private static String send(String to, String content) {
        return "{\"type\":\"send\",\"id\":1," + to + ",\"content\":" + content + "}";
    }

    @Test
    void nativeFramesGetTheDeclaredError() {
        Map<String, String> bad = Map.ofEntries(
                Map.entry("{\"type\":\"publish\",\"content\":" + canary(), "bad_request"),
                Map.entry("not JSON " + Secrets.canary(), "bad_request"),
                Map.entry(publish("7", canary()), "bad_request"),
                Map.entry(join("[" + canary() + "]"), "bad_request"),
                Map.entry("{\"type\":\"" + Secrets.canary() + "\",\"id\":1}", "unknown_type"),
                Map.entry(publish(quoted("lobby"), quoted(TOO_LARGE)), "too_large"),
                Map.entry(publish(quoted("lobby"), TOO_DEEP), "bad_request"),
                Map.entry(join(quoted("")), "bad_group"),
                Map.entry(join(quoted("g".repeat(129))), "bad_group"),
                Map.entry(join(quoted("a\\u0007b")), "bad_group"),
                Map.entry(publish(quoted("lobby"), canary()), "not_joined"),
                Map.entry(send("\"user_id\":\"nobody\"", canary()), "not_found"),
                Map.entry(send("\"cid\":\"" + NOBODY + "\"", canary()), "not_found"),
                Map.entry(send("\"cid\":\"no cid\"", canary()), "not_found"),
                Map.entry("{\"type\":\"refresh\",\"id\":1,\"token\":" + canary() + "}", "bad_token"));
        try (Client eve = Client.connect(node, "eve")) {
            bad.forEach((frame, code) -> {
                eve.sendText(frame);
                assertEquals(code, eve.await("error", error -> true).getString("code"), frame);
            });
            eve.sendBinary(Buffer.buffer("no header"));
            assertEquals("bad_request", eve.await("error", error -> true).getString("code"));
            eve.sendBinary(Buffer.buffer("{\"type\":\"publish\",\"id\":1,\"group\":\"lobby\"}\n" + Secrets.canary()));
            assertEquals("not_joined", eve.await("error", error -> true).getString("code"));
            eve.join("my own");
        }
    }

    private static String call(String rest) {
        return "{\"type\":\"call\",\"id\":1," + rest + "}";
    }

    private static String inCall(String type, String rest) {
        return "{\"type\":\"" + type + "\",\"id\":1,\"call_id\":\"" + NOBODY + "\"" + rest + "}";
    }

    private static String described(String type, String sdp) {
        return ",\"description\":{\"type\":\"" + type + "\",\"sdp\":" + sdp + "}";
    }

    @Test
    void nativeFramesOfCallsGetTheDeclaredErrorAndRingNobody() {
        String ada = "\"user_id\":\"ada\"";
        Map<String, String> bad = Map.ofEntries(
                Map.entry(call("\"data\":" + canary()), "bad_request"),
                Map.entry(call(ada + ",\"cid\":\"" + NOBODY + "\""), "bad_request"),
                Map.entry(call("\"user_id\":7"), "bad_request"),
                Map.entry(call(ada + described("offer", canary())), "bad_request"),
                Map.entry(call(ada + described("answer", "\"v=0\"")), "bad_request"),
                Map.entry(call(ada + ",\"description\":" + canary()), "bad_request"),
                Map.entry(call(ada + ",\"timeout_ms\":999"), "bad_request"),
                Map.entry(call(ada + ",\"timeout_ms\":1e300"), "bad_request"),
                Map.entry(call(ada + ",\"on_busy\":" + canary()), "bad_request"),
                Map.entry(call(ada + ",\"data\":" + quoted(TOO_LARGE)), "too_large"),
                Map.entry(call(ada + ",\"data\":" + TOO_DEEP), "bad_request"),
                Map.entry(call("\"cid\":\"no cid\""), "not_found"),
                Map.entry("{\"type\":\"accept\",\"id\":1,\"call_id\":" + canary() + "}", "no_such_call"),
                Map.entry("{\"type\":\"accept\",\"id\":1}", "bad_request"),
                Map.entry(inCall("accept", ""), "no_such_call"),
                Map.entry(inCall("accept", described("offer", "\"v=0\"")), "bad_request"),
                Map.entry(inCall("signal", ",\"candidate\":{\"candidate\":" + canary() + "}"), "no_such_call"),
                Map.entry(inCall("signal", ""), "bad_request"),
                Map.entry(inCall("signal", ",\"candidate\":" + canary()), "bad_request"),
                Map.entry(inCall("signal", ",\"candidates\":[" + "{},".repeat(64) + "{}]"), "bad_request"),
                Map.entry(inCall("signal", ",\"candidates\":[]"), "bad_request"),
                Map.entry(inCall("signal", described(Secrets.canary(), "\"v=0\"")), "bad_request"),
                Map.entry(inCall("signal", described("offer", canary())), "bad_request"),
                Map.entry(inCall("signal", described("answer", canary())), "bad_request"),
                Map.entry(inCall("accept", described("answer", canary())), "bad_request"),
                Map.entry(inCall("hangup", ""), "no_such_call"),
                Map.entry(inCall("hangup", ",\"scope\":" + canary()), "bad_request"),
                // Another call: of one that it could not take over a connection may say that it has hung up.
                Map.entry(inCall("move", "").replace("wcLD", "wcLE"), "no_such_call"),
                Map.entry(inCall("call_timeline", ""), "no_such_call"),
                Map.entry(inCall("call_report", ",\"words\":7"), "bad_request"),
                Map.entry("{\"type\":\"block\",\"id\":1,\"user_id\":\"eve\"}", "bad_request"));
        try (Client eve = Client.connect(node, "eve")) {
            bad.forEach((frame, code) -> {
                eve.sendText(frame);
                JsonObject answer = eve.inbox().await(each -> each.getLong("id", -1L) == 1, "an answer to " + frame);
                assertEquals(code, answer.getString("code"), () -> frame + " got " + answer);
            });
            eve.sendText(call("\"cid\":\"" + eve.cid() + "\""));
            assertEquals("bad_request", eve.await("error", error -> true).getString("code"), "oneself");
        }
        assertEquals(List.of(), this.ada.inbox().all("rtc:incoming"));
    }

    @Test
    void nativeConnectionsThatBreakTheRulesAreClosedWithTheDeclaredCode() {
        assertClosed(1009, intruder.closing("/realtime", OVER_SIZE));
        assertClosed(1007, intruder.breaking("/realtime", NOT_UTF8));
        assertClosed(4402, intruder.closing("/realtime", "{", 100));
    }

    @Test
    void nativeHandshakesWithBadTokensAreRefused() {
        for (String token : Intruder.badTokens()) {
            assertEquals(401, intruder.refused("/realtime", List.of("ringway.v1", "bearer." + token)));
            assertEquals(401, intruder.refused("/realtime?token=" + token, List.of("ringway.v1")));
            Talk talk = new Talk(Client.open(node, "/realtime", List.of("ringway.v1")));
            talk.say("{\"type\":\"hello\",\"id\":0,\"token\":\"" + token + "\"}");
            assertEquals("bad_token", talk.hears("code").getString("code"));
            assertClosed(4400, talk.closed());
        }
        assertEquals(403, intruder.foreign("/realtime?token=" + Tokens.of("eve")));
    }

    @Test
    void anotherTenantReachesNobodyHere() {
        String token = Tokens.of("other", "eve", Duration.ofHours(1));
        try (Client eve = Client.connectWith(node, token)) {
            assertEquals(1, eve.join("lobby").getJsonArray("members").size());
            assertEquals(0, eve.publish("lobby", Secrets.canary()));
            for (String to : List.of("\"user_id\":\"ada\"", "\"cid\":\"" + ada.cid() + "\"")) {
                eve.sendText(send(to, canary()));
                assertEquals("not_found", eve.await("error", error -> true).getString("code"));
            }
        }
        Talk old = new Talk(Client.open(node, "/skapi/api?token=" + token, List.of()));
        old.say("{\"action\":\"sendMessage\",\"uid\":\"ada\",\"content\":" + canary() + "}");
        assertEquals("NOT_EXISTS", old.hears("#error").getString("#code"));
        old.close();
        assertEquals("not_found", code(post("/v1/messages", OTHER_KEY, to("\"user_id\":\"ada\"", canary()))));
        assertEquals("not_found", code(post("/v1/messages", OTHER_KEY, to("\"cid\":\"" + ada.cid() + "\"", canary()))));
    }

    // The door of skapi-js.

    private static String broadcast(String group, String content) {
        return "{\"action\":\"broadcast\",\"rid\":" + group + ",\"content\":" + content + ",\"token\":" + canary()
                + "}";
    }

    private static String joinRoom(String group) {
        return "{\"action\":\"joinRoom\",\"rid\":" + group + ",\"token\":" + canary() + "}";
    }

    private static String message(String to, String content) {
        return "{\"action\":\"sendMessage\",\"uid\":" + to + ",\"content\":" + content + "}";
    }

    @Test
    void framesOfSkapisWireGetTheDeclaredError() {
        Map<String, String> bad = Map.ofEntries(
                Map.entry("{\"action\":\"broadcast\",\"content\":" + canary(), "INVALID_REQUEST"),
                Map.entry("not JSON " + Secrets.canary(), "INVALID_REQUEST"),
                Map.entry(broadcast("7", canary()), "INVALID_REQUEST"),
                Map.entry("{\"action\":" + canary() + "}", "INVALID_REQUEST"),
                Map.entry("{\"action\":7}", "INVALID_REQUEST"),
                Map.entry(broadcast(quoted("lobby"), quoted(TOO_LARGE)), "INVALID_PARAMETER"),
                Map.entry(broadcast(quoted("lobby"), TOO_DEEP), "INVALID_REQUEST"),
                Map.entry(broadcast(quoted(""), canary()), "INVALID_PARAMETER"),
                Map.entry(joinRoom(quoted("g".repeat(129))), "INVALID_PARAMETER"),
                Map.entry(joinRoom(quoted("a\\u0007b")), "INVALID_PARAMETER"),
                Map.entry(broadcast(quoted("lobby"), canary()), "INVALID_REQUEST"),
                Map.entry(message(quoted("nobody"), canary()), "NOT_EXISTS"),
                Map.entry(message(quoted("cid:" + NOBODY), canary()), "NOT_EXISTS"),
                Map.entry(message(quoted("cid:no cid"), canary()), "NOT_EXISTS"),
                Map.entry("{\"action\":\"rtc\",\"uid\":\"cid:no cid\",\"content\":{\"candidate\":{}}}", "NOT_EXISTS"),
                Map.entry(
                        "{\"action\":\"rtc\",\"uid\":\"cid:" + NOBODY + "\",\"content\":" + canary() + "}",
                        "INVALID_REQUEST"));
        Talk eve = skapi();
        bad.forEach((frame, code) -> {
            eve.say(frame);
            assertEquals(code, eve.hears("#error").getString("#code"), frame);
        });
        eve.say("{\"action\":\"joinRoom\",\"rid\":\"my own\"}");
        assertEquals("USER_JOINED", eve.hears("#notice").getString("#code"));
        eve.close();
    }

    @Test
    void connectionsOfSkapisWireThatBreakTheRulesAreClosedWithTheDeclaredCode() {
        String path = "/skapi/api?token=" + Tokens.of("eve");
        assertClosed(1009, intruder.closing(path, OVER_SIZE));
        assertClosed(1007, intruder.breaking(path, NOT_UTF8));
        Talk binary = new Talk(Client.open(node, path, List.of()));
        binary.sayBinary(Buffer.buffer(Secrets.canary()));
        assertClosed(1003, binary.closed());
        assertClosed(4402, intruder.closing(path, "{", 100));
    }

    @Test
    void handshakesOfSkapisWireWithBadTokensAreRefused() {
        for (String token : Intruder.badTokens()) {
            assertEquals(401, intruder.refused("/skapi/api?token=" + token, List.of()));
            assertEquals(
                    401,
                    post("/skapi/get-ws-group", token, "{\"searchFor\":\"group\"}")
                            .statusCode());
        }
        assertEquals(401, intruder.refused("/skapi/api", List.of()));
        assertEquals(403, intruder.foreign("/skapi/api?token=" + Tokens.of("eve")));
    }

    private Talk skapi() {
        return new Talk(Client.open(node, "/skapi/api?token=" + Tokens.of("eve"), List.of()));
    }

    // The backend API.

    private static String to(String whom, String content) {
        return "{\"to\":{" + whom + "},\"content\":" + content + "}";
    }

    @Test
    void callsOfTheBackendApiGetTheDeclaredError() {
        Map<String, String> bad = Map.ofEntries(
                Map.entry("{\"to\":{\"group\":\"lobby\"},\"content\":" + canary(), "bad_request"),
                Map.entry("not JSON " + Secrets.canary(), "bad_request"),
                Map.entry("", "bad_request"),
                Map.entry(to("\"group\":7", canary()), "bad_request"),
                Map.entry("{\"to\":" + canary() + ",\"content\":1}", "bad_request"),
                Map.entry(to("\"group\":\"lobby\"", quoted(TOO_LARGE)), "too_large"),
                Map.entry(to("\"group\":\"lobby\"", TOO_DEEP), "bad_request"),
                Map.entry(to("\"group\":\"\"", canary()), "bad_group"),
                Map.entry(to("\"group\":\"" + "g".repeat(129) + "\"", canary()), "bad_group"),
                Map.entry(to("\"group\":\"a\\u0007b\"", canary()), "bad_group"),
                Map.entry(to("\"user_id\":\"nobody\"", canary()), "not_found"),
                Map.entry(to("\"cid\":\"" + NOBODY + "\"", canary()), "not_found"),
                Map.entry(to("\"cid\":\"no cid\"", canary()), "not_found"));
        bad.forEach((body, code) -> assertEquals(code, code(post("/v1/messages", KEY, body)), body));
        assertEquals("bad_request", code(post("/v1/messages", KEY, HttpRequest.BodyPublishers.ofByteArray(NOT_UTF8))));
        assertEquals(
                "too_large", code(post("/v1/messages", KEY, to("\"group\":\"g\"", quoted("x".repeat(2_000_000))))));
        assertEquals(
                "bad_request",
                code(post(
                        "/v1/presence",
                        KEY,
                        "{\"group\":\"lobby\",\"user_id\":\"eve\",\"event\":" + canary() + ",\"meta\":" + canary()
                                + "}")));
        assertEquals(
                "too_large",
                code(post(
                        "/v1/presence",
                        KEY,
                        "{\"group\":\"lobby\",\"user_id\":\"eve\",\"event\":\"joined\",\"meta\":"
                                + quoted("m".repeat(4_100)) + "}")));
        assertEquals("not_found", code(post("/v1/no-such-thing", KEY, "{}")));
    }

    @Test
    void theBackendApiNeedsAKeyThatIsOne() {
        for (String key : List.of(Secrets.canary(), KEY + "x", Tokens.of("ada"))) {
            assertEquals("bad_token", code(post("/v1/messages", key, to("\"group\":\"lobby\"", canary()))));
        }
        assertEquals("bad_token", code(post("/v1/messages", null, to("\"group\":\"lobby\"", canary()))));
    }

    // What all doors share.

    @Test
    void whoseClockIsAMinuteOffIsLetInAndNotCutOff() {
        for (JsonObject claims :
                List.of(Intruder.claims(3_600).put("nbf", Intruder.now() + 60), Intruder.claims(-60))) {
            try (Client eve = Client.connectWith(node, Tokens.sign(claims))) {
                assertTrue(eve.welcome().getLong("expires_at") > eve.welcome().getLong("server_time"));
                assertEquals(1, eve.join("elsewhere").getJsonArray("members").size());
            }
        }
    }

    private static void assertClosed(int code, Inbox.Closed closed) {
        assertEquals(code, closed.code(), closed.reason());
    }

    private HttpResponse<String> post(String path, @Nullable String credential, String body) {
        return post(path, credential, HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpResponse<String> post(String path, @Nullable String credential, HttpRequest.BodyPublisher body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(node.url() + path)).timeout(Duration.ofSeconds(10));
        request.header("Content-Type", "application/json");
        if (credential != null) {
            request.header("Authorization", "Bearer " + credential);
        }
        return Node.send(request.POST(body).build());
    }

    private static String code(HttpResponse<String> answer) {
        return new JsonObject(answer.body()).getString("code");
    }
}
