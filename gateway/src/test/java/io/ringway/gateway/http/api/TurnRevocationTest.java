package io.ringway.gateway.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.Gateway;
import io.ringway.gateway.ice.FakeCloudflare;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Credentials are taken back by whoever has a key, here and at the provider that gave them out. */
class TurnRevocationTest extends TurnDesk {
    private static final Gateway GATEWAY = start(Map.of(
            "ice.turn.urls",
            "turn:t.example:3478",
            "ice.servers",
            "stun:t.example",
            "ice.turn.secret",
            "north",
            "ice.turn.keys",
            "[{\"id\":\"shop\",\"tenant\":\"demo\",\"secret\":\"" + KEY + "\"}]"));

    @AfterAll
    static void stop() throws Exception {
        stop(GATEWAY);
    }

    @Test
    void aKeyThatAsksTooOftenIsToldToWait() throws Exception {
        Gateway slow = start(Map.of(
                "ice.turn.urls",
                "turn:t.example:3478",
                "ice.turn.secret",
                "north",
                "ice.turn.keys",
                "[{\"id\":\"shop\",\"tenant\":\"demo\",\"secret\":\"" + KEY + "\"}]",
                "api.requests_per_second",
                "1",
                "api.request_burst",
                "2"));
        try {
            assertTrue(IntStream.range(0, 20)
                    .mapToObj(i -> revoke(slow, KEY, "nobody").code())
                    .anyMatch("rate_limited"::equals));
            assertEquals("bad_token", revoke(slow, "wrong", "nobody").code());
        } finally {
            stop(slow);
        }
    }

    @Test
    void whoseCredentialsAreTakenBackIsGivenNoNewOnes() {
        Answer before = ask(GATEWAY, "zoe of shop/7");
        String username =
                before.json().getJsonArray("iceServers").getJsonObject(1).getString("username");
        assertTrue(username.endsWith(":demo/zoe=20of=20shop=2F7"), username);

        assertEquals(204, revoke(GATEWAY, KEY, username).status());
        assertEquals(204, revoke(GATEWAY, KEY, username).status(), "twice is as once");
        assertEquals("forbidden", ask(GATEWAY, "zoe of shop/7").code());
        assertEquals(200, ask(GATEWAY, "zoe").status());
        assertEquals(
                201,
                call(
                                GATEWAY,
                                "post " + KEYS + "{keyId}" + ONE,
                                KEYS + "shop" + ONE,
                                KEY,
                                "{\"customIdentifier\":\"zoe of shop/7\"}")
                        .status());
    }

    /** Code for Cloudflare's, which have no slash, does not escape what it was given. */
    @Test
    void aNameIsTakenBackAlsoAsItWasGiven() {
        JsonArray servers = ask(GATEWAY, "yan").json().getJsonArray("iceServers");
        String path = KEYS + "shop/credentials/" + servers.getJsonObject(1).getString("username") + "/revoke";
        assertTrue(path.endsWith("demo/yan/revoke"), path);

        assertEquals(204, call(GATEWAY, REVOKE, path, KEY, "").status());
        assertEquals("forbidden", ask(GATEWAY, "yan").code());
        assertEquals("bad_token", call(GATEWAY, REVOKE, path, "wrong", "").code());
    }

    @Test
    void whatCannotBeTakenBackIsADeclaredError() {
        assertEquals("bad_token", revoke(GATEWAY, null, "1790000000:demo/ada").code());
        assertEquals(
                "bad_token", revoke(GATEWAY, "wrong", "1790000000:demo/ada").code());
        for (String name : List.of("1790000000:other/ada", "ada", "x".repeat(1_025), "1790000000:demo/ada/b", "ö%/ ")) {
            assertEquals("not_found", revoke(GATEWAY, KEY, name).code(), name);
        }
        assertEquals(204, revoke(GATEWAY, KEY, "1:demo/ada").status(), "over already");
        assertEquals(200, ask(GATEWAY, "ada").status());
    }

    @Test
    void anUpstreamsCredentialsAreTakenBackThere() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (FakeCloudflare cloudflare = new FakeCloudflare(vertx)) {
            Gateway gateway = start(Map.of(
                    "ice.turn.keys",
                    "[{\"id\":\"shop\",\"tenant\":\"demo\",\"secret\":\"" + KEY + "\"}]",
                    "ice.providers",
                    "[" + cloudflare.provider("cf", "10s") + "]"));
            String path = KEYS + "shop" + LIST;
            Answer answer = call(gateway, "post " + KEYS + "{keyId}" + LIST, path, KEY, "{\"ttl\":172800}");
            JsonArray servers = answer.json().getJsonArray("iceServers");
            String username = servers.getJsonObject(servers.size() - 1).getString("username");
            // The node's own check of the provider asks too, for 60 s, before or after.
            assertTrue(cloudflare.questions().stream().anyMatch(question -> question.getInteger("ttl") == 172_800));

            cloudflare.is(FakeCloudflare.Mood.ERROR);
            assertEquals("unavailable", revoke(gateway, KEY, username).code());
            cloudflare.is(FakeCloudflare.Mood.LIST);
            assertEquals(204, revoke(gateway, KEY, username).status());
            assertEquals("not_found", revoke(gateway, KEY, username).code());
            cloudflare.is(FakeCloudflare.Mood.ERROR);
            assertEquals("unavailable", ask(gateway, "ada").code());
            stop(gateway);
        }
        vertx.close();
    }
}
