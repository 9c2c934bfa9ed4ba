package io.ringway.gateway.http.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.Gateway;
import io.ringway.gateway.ice.FakeCloudflare;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The endpoints that hand out TURN credentials, asked as code written for Cloudflare and for coturn asks. */
class TurnRoutesTest extends TurnDesk {
    private static final Gateway GATEWAY = start(Map.of(
            "ice.servers",
            "stun:t.example",
            "ice.turn.urls",
            "turns:t.example:443?transport=tcp,turn:t.example:53?transport=udp,turn:t.example:3478?transport=udp",
            "ice.turn.secret",
            "north",
            "ice.turn.quota",
            "12",
            "ice.turn.keys",
            "[{\"id\":\"shop\",\"tenant\":\"demo\",\"secret\":\"" + KEY + "\"}]"));

    private static JsonObject health(Gateway gateway) {
        JsonObject ready = new JsonObject(operators(gateway, "/health/ready"));
        assertEquals("ready", ready.getString("status"));
        return ready.getJsonArray("ice").getJsonObject(0);
    }

    private static String operators(Gateway gateway, String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + gateway.managementPort() + path))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        stop(GATEWAY);
    }

    private static Answer generate(String id, String what, @Nullable String key, String body) {
        return call(GATEWAY, "post " + KEYS + "{keyId}" + what, KEYS + id + what, key, body);
    }

    private static Answer rest(String query) {
        return call(GATEWAY, "get /turn/credentials", "/turn/credentials?" + query, null, null);
    }

    @Test
    void theTtlThatIsToldIsTheOneThatCredentialsOfAnUpstreamHave() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (FakeCloudflare cloudflare = new FakeCloudflare(vertx)) {
            Gateway gateway = start(Map.of(
                    "ice.turn.ttl",
                    "20s",
                    "ice.turn.keys",
                    "[{\"id\":\"shop\",\"tenant\":\"demo\",\"secret\":\"" + KEY + "\"}]",
                    "ice.providers",
                    "[" + cloudflare.provider("cf", "10s") + "]"));
            Set<String> names = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                Answer answer = call(
                        gateway,
                        "get /turn/credentials",
                        "/turn/credentials?service=turn&username=ada&key=" + KEY,
                        null,
                        null);
                assertTrue(names.add(answer.json().getString("username")), "always new ones");
                assertTrue(answer.json().getLong("ttl") <= 20, answer.json().encode());
            }
            stop(gateway);
        }
        vertx.close();
    }

    /** Code for Cloudflare's API shows the user what is in the envelope. */
    @Test
    void whoMakesATurnKeyAtCloudflaresPathIsToldWhereKeysAreMade() throws Exception {
        String path = "/client/v4/accounts/0123/calls/turn_keys";
        for (String body : Arrays.asList("{\"name\":\"my key\"}", null)) {
            String method = body == null ? "get " : "post ";
            Answer answer = call(GATEWAY, method + "/client/v4/accounts/{account_id}/calls/turn_keys", path, KEY, body);
            assertEquals(403, answer.status());
            assertFalse(answer.json().getBoolean("success"));
            String message =
                    answer.json().getJsonArray("errors").getJsonObject(0).getString("message");
            assertTrue(message.contains("ice.turn.keys"), message);
        }
        HttpRequest removal = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + GATEWAY.port() + path + "/ab"))
                .DELETE()
                .build();
        HttpResponse<String> answer = HTTP.send(removal, HttpResponse.BodyHandlers.ofString());
        assertEquals(403, answer.statusCode());
        assertTrue(new JsonObject(answer.body()).containsKey("errors"));
    }

    private static void assertHoldsFor(long seconds, String username, String user) {
        String[] parts = username.split(":", 2);
        long left = Long.parseLong(parts[0]) - Instant.now().getEpochSecond();
        assertTrue(left > seconds - 20 && left <= seconds, left + " s left");
        assertEquals(user, parts[1]);
    }

    @Test
    void aListOfIceServersAsCloudflareGivesThem() {
        Answer answer = generate("shop", LIST, KEY, "{\"ttl\":86400,\"customIdentifier\":\"user4523958\"}");

        assertEquals(201, answer.status());
        JsonArray servers = answer.json().getJsonArray("iceServers");
        assertEquals(
                new JsonArray().add("stun:t.example"), servers.getJsonObject(0).getJsonArray("urls"));
        assertEquals(
                new JsonArray().add("turn:t.example:3478?transport=udp").add("turns:t.example:443?transport=tcp"),
                servers.getJsonObject(1).getJsonArray("urls"));
        assertHoldsFor(86_400, servers.getJsonObject(1).getString("username"), "demo/user4523958");
    }

    @Test
    void oneServerAsAnObject() {
        JsonObject server =
                generate("shop", ONE, KEY, "{\"ttl\":172800}").json().getJsonObject("iceServers");
        assertEquals("stun:t.example", server.getJsonArray("urls").getString(0));
        JsonObject other = generate("shop", ONE, KEY, "").json().getJsonObject("iceServers");

        assertTrue(server.getString("username").matches("\\d+:demo/[0-9a-f-]{36}"), server.getString("username"));
        assertTrue(!server.getString("credential").equals(other.getString("credential")));
    }

    @Test
    void asTheTurnRestDraftHasIt() {
        for (String name : List.of("api", "key")) {
            long before = System.currentTimeMillis();
            Answer answer = rest("service=turn&username=ada&" + name + "=" + KEY);
            assertEquals(200, answer.status());
            assertHoldsFor(600, answer.json().getString("username"), "demo/ada");
            long end = Long.parseLong(answer.json().getString("username").split(":", 2)[0]);
            long ttl = answer.json().getLong("ttl");
            assertTrue(ttl > 580 && ttl <= 600, ttl + " s");
            assertTrue(before + 1_000 * ttl <= 1_000 * end, "no more than is left");
            assertEquals(2, answer.json().getJsonArray("uris").size());
        }
    }

    @Test
    void whatDoesNotFitIsADeclaredError() {
        assertEquals("bad_token", generate("shop", LIST, null, "{}").code());
        assertEquals("bad_token", generate("shop", LIST, "wrong", "{}").code());
        assertEquals("bad_token", generate("other", LIST, KEY, "{}").code(), "a key of another id");
        for (String body : List.of(
                " ",
                "nonsense",
                "[]",
                "{\"ttl\":172801}",
                "{\"ttl\":0}",
                "{\"ttl\":-1}",
                "{\"ttl\":\"60\"}",
                "{\"ttl\":1e99}",
                "{\"customIdentifier\":7}",
                "{\"customIdentifier\":\"a\\u0000b\"}")) {
            assertEquals("bad_request", generate("shop", ONE, KEY, body).code(), body);
        }
        assertEquals("bad_request", rest("api=" + KEY).code());
        assertEquals("bad_request", rest("service=stun&api=" + KEY).code());
        assertEquals(403, rest("service=turn").status());
        assertEquals("forbidden", rest("service=turn&api=wrong").code());
    }

    /** A node without TURN is a node for messages and presence still: it stays ready. */
    @Test
    void operatorsSeeWhichProviderWorks() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (FakeCloudflare cloudflare = new FakeCloudflare(vertx)) {
            cloudflare.is(FakeCloudflare.Mood.ERROR);
            Gateway gateway = start(Map.of(
                    "ice.check_interval", "100ms", "ice.providers", "[" + cloudflare.provider("cf", "10s") + "]"));
            await().until(() -> health(gateway).getString("status").equals("down"));

            assertEquals("cf", health(gateway).getString("provider"));
            assertEquals("it answers with status 500", health(gateway).getString("reason"));
            assertTrue(operators(gateway, "/metrics").contains("ringway_ice_provider_up{provider=\"cf\"} 0.0"));
            stop(gateway);
        }
        vertx.close();
    }

    @Test
    void relaysOnlyIsSaidBesideTheServers() throws Exception {
        Gateway gateway =
                start(Map.of("ice.turn.urls", "turn:t.example", "ice.turn.secret", "north", "ice.relay_only", "true"));
        JsonObject answer = ask(gateway, "ada").json();
        stop(gateway);

        assertEquals("relay", answer.getString("iceTransportPolicy"));
        assertTrue(answer.getLong("expiresAt") > System.currentTimeMillis());
    }

    @Test
    void aThousandQuestionsForOneUserAreTwelveCredentials() {
        // A share lasts ten minutes of the clock, and another begins with the next ten.
        await().atMost(Duration.ofMinutes(1)).until(() -> System.currentTimeMillis() % 600_000 < 570_000);
        int given = 0;
        for (int i = 0; i < 1_000; i++) {
            Answer answer = generate("shop", ONE, KEY, "{\"customIdentifier\":\"greedy\"}");
            given += answer.status() == 201 ? 1 : 0;
            assertTrue(answer.status() == 201 || answer.json().getLong("retry_after_ms") > 0);
        }

        assertEquals(12, given);
        assertEquals(
                201,
                generate("shop", ONE, KEY, "{\"customIdentifier\":\"modest\"}").status());
    }

    @Test
    void aGatewayWithoutATurnServerHasNone() throws Exception {
        Gateway bare =
                start(Map.of("ice.turn.keys", "[{\"id\":\"shop\",\"tenant\":\"demo\",\"secret\":\"" + KEY + "\"}]"));
        String path = KEYS + "shop" + LIST;
        Answer answer = call(bare, "post " + KEYS + "{keyId}" + LIST, path, KEY, "{}");
        stop(bare);

        assertEquals(404, answer.status());
    }
}
