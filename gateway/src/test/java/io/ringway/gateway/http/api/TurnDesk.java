package io.ringway.gateway.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.Gateway;
import io.ringway.gateway.auth.TokenMinter;
import io.ringway.gateway.config.Config;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Gateways that hand out TURN credentials, and how they are asked: every answer is one that the document of the API has. */
abstract class TurnDesk {
    static final String KEY = "0123456789abcdef0123456789abcdef";
    static final String KEYS = "/v1/turn/keys/";
    static final String LIST = "/credentials/generate-ice-servers";
    static final String ONE = "/credentials/generate";

    static final HttpClient HTTP = HttpClient.newHttpClient();
    static final Contract CONTRACT = new Contract("/webroot/spec/openapi.yaml");

    static Gateway start(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(more);
        values.putAll(Map.of(
                "http.port",
                "0",
                "http.host",
                "127.0.0.1",
                "management.port",
                "0",
                "auth.hs256_secret",
                "0123456789abcdef0123456789abcdef"));
        try {
            return Gateway.start(Config.of(values))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    static void stop(Gateway gateway) throws Exception {
        gateway.stop().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    record Answer(int status, JsonObject json) {
        String code() {
            return json.getString("code");
        }
    }

    static Answer call(Gateway gateway, String operation, String path, @Nullable String key, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path));
        if (key != null) {
            request.header("authorization", "Bearer " + key);
        }
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertEquals("", CONTRACT.check(operation, response.statusCode(), response.body()));
            String answer = response.body();
            return new Answer(response.statusCode(), answer.isEmpty() ? new JsonObject() : new JsonObject(answer));
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    static final String REVOKE = "post " + KEYS + "{keyId}/credentials/{username}/revoke";

    static Answer revoke(Gateway gateway, @Nullable String key, String username) {
        String name = URLEncoder.encode(username, StandardCharsets.UTF_8).replace("+", "%20");
        return call(gateway, REVOKE, KEYS + "shop/credentials/" + name + "/revoke", key, "");
    }

    static Answer ask(Gateway gateway, String user) {
        Config config = Config.of(Map.of("auth.hs256_secret", KEY));
        String token = TokenMinter.of(config.auth(), InstantSource.system())
                .orElseThrow()
                .mint(new UserId(new Tenant("demo"), user), null, Duration.ofMinutes(5))
                .token();
        return call(gateway, "get /v1/ice-servers", "/v1/ice-servers", token, null);
    }
}
