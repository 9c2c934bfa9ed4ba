package io.ringway.gateway.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.Gateway;
import io.ringway.gateway.Gateways;
import io.ringway.gateway.auth.TokenMinter;
import io.ringway.gateway.push.VapidKeys;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What browsers, and clients with skapi-js, say of their subscriptions. */
class PushRoutesTest {
    private static final String KEY = "/v1/push/key";
    private static final String ADD = "/v1/push/subscriptions";
    private static final String REMOVE = "/v1/push/subscriptions/remove";

    /** Any key pair's public half is a point of the curve, as a browser's is. */
    private static final VapidKeys KEYS = VapidKeys.generate();

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Map<String, String> BASE = Map.of("auth.hs256_secret", Gateways.SECRET);
    private static final Map<String, String> SETTINGS = settings();
    private static final Gateway GATEWAY = Gateways.start(SETTINGS);

    private record Answer(int status, String text) {
        String code() {
            return new JsonObject(text).getString("code");
        }
    }

    private static Map<String, String> settings() {
        Map<String, String> values = new HashMap<>(BASE);
        values.put("push.vapid_public_key", KEYS.publicText());
        values.put("push.vapid_private_key", KEYS.privateText());
        values.put("push.subject", "mailto:a@b.example");
        return values;
    }

    @AfterAll
    static void stop() {
        Gateways.stop(GATEWAY);
    }

    private static String token(String user, @Nullable String grants) {
        return TokenMinter.of(Gateways.config(SETTINGS).auth(), InstantSource.system())
                .orElseThrow()
                .mint(new UserId(new Tenant("demo"), user), grants, Duration.ofHours(1))
                .token();
    }

    private static Answer ask(Gateway gateway, String path, @Nullable String token, @Nullable String body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path));
        if (token != null) {
            request.header("authorization", "Bearer " + token);
        }
        if (body != null) {
            request.header("content-type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
        }
        HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(
                "*",
                response.headers().firstValue("access-control-allow-origin").orElse(""),
                path);
        return new Answer(response.statusCode(), response.body());
    }

    private static JsonObject subscription(String endpoint, String key) {
        return new JsonObject()
                .put("endpoint", endpoint)
                .put("keys", new JsonObject().put("p256dh", key).put("auth", "AAAAAAAAAAAAAAAAAAAAAA"));
    }

    @Test
    void aBrowserSubscribesAndIsForgottenAgain() throws Exception {
        assertEquals(
                KEYS.publicText(), new JsonObject(ask(GATEWAY, KEY, null, null).text()).getString("key"));
        String endpoint = "https://fcm.googleapis.com/ada";
        String said = subscription(endpoint, KEYS.publicText()).encode();
        for (int times = 0; times < 2; times++) {
            assertEquals(204, ask(GATEWAY, ADD, token("ada", null), said).status());
        }
        String gone = new JsonObject().put("endpoint", endpoint).encode();
        for (int times = 0; times < 2; times++) {
            assertEquals(204, ask(GATEWAY, REMOVE, token("ada", null), gone).status());
        }
    }

    @Test
    void whatIsNoSubscriptionIsRefusedWithItsReason() throws Exception {
        String token = token("bob", null);
        String good = "https://fcm.googleapis.com/bob";
        assertEquals("bad_token", ask(GATEWAY, ADD, null, "{}").code());
        assertEquals("bad_token", ask(GATEWAY, REMOVE, "no.jwt.atall", "{}").code());
        for (String bad : new String[] {
            "{",
            "[]",
            "{}",
            "{\"endpoint\":7,\"keys\":{}}",
            subscription(good, "AAAA").encode(),
            subscription("https://evil.example/x", KEYS.publicText()).encode(),
            subscription("http://fcm.googleapis.com/x", KEYS.publicText()).encode(),
        }) {
            Answer answer = ask(GATEWAY, ADD, token, bad);
            assertEquals(400, answer.status(), bad + answer.text());
            assertEquals("bad_request", answer.code(), bad);
        }
    }

    @Test
    void whoAsksTooOftenIsToldToWait() throws Exception {
        String token = token("eve", null);
        Answer last = ask(GATEWAY, REMOVE, token, "{\"endpoint\":\"https://fcm.googleapis.com/e\"}");
        for (int i = 0; i < 60 && last.status() == 204; i++) {
            last = ask(GATEWAY, REMOVE, token, "{\"endpoint\":\"https://fcm.googleapis.com/e\"}");
        }
        assertEquals("rate_limited", last.code());
    }

    @Test
    void whereThereAreNoKeysPushIsNotThere() throws Exception {
        Gateway off = Gateways.start(BASE);
        assertEquals("not_found", ask(off, KEY, null, null).code());
        assertEquals("not_found", ask(off, ADD, token("ada", null), "{}").code());
        Gateways.stop(off);
    }

    @Test
    void skapisMethodsDoTheSame() throws Exception {
        String token = token("carl", null);
        assertEquals(
                200, ask(GATEWAY, "/skapi/get-vapid-public-key", token, "{}").status());
        JsonObject said = subscription("https://fcm.googleapis.com/carl", KEYS.publicText());
        assertEquals(
                200,
                ask(GATEWAY, "/skapi/store-subscription", token, said.encode()).status());
        assertEquals(
                200,
                ask(GATEWAY, "/skapi/delete-subscription", token, said.encode()).status());
        said.put("endpoint", "https://evil.example/");
        assertEquals(
                400,
                ask(GATEWAY, "/skapi/store-subscription", token, said.encode()).status());
        JsonObject push = new JsonObject().put("title", "t").put("body", "b");
        String toNobody =
                push.copy().put("user_ids", new JsonArray().add("nobody")).encode();
        assertEquals(
                200, ask(GATEWAY, "/skapi/push-notification", token, toNobody).status());
        JsonArray thousand = new JsonArray();
        for (int i = 0; i < 1_000; i++) {
            thousand.add(UUID.randomUUID().toString());
        }
        String toMany = push.copy().put("user_ids", thousand).encode();
        assertEquals(
                200, ask(GATEWAY, "/skapi/push-notification", token, toMany).status());
        assertEquals(
                400,
                ask(GATEWAY, "/skapi/push-notification", token, push.encode()).status());
        String toAll = push.copy().put("user_ids", "all_users").encode();
        assertEquals(403, ask(GATEWAY, "/skapi/push-notification", token, toAll).status());
    }
}
