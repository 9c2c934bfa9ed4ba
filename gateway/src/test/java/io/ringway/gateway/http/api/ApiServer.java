package io.ringway.gateway.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.gateway.Gateway;
import io.ringway.gateway.config.Config;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A node with three API keys, each answer of which is held against the document that describes it. */
final class ApiServer {
    static final String KEY = "sk_0123456789abcdef0123456789abcdef";
    static final String OTHER_KEY = "sk_ffffffffffffffffffffffffffffffff";
    static final String READER_KEY = "sk_eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Contract contract = new Contract("/webroot/spec/openapi.yaml");
    private final Gateway gateway = start();

    private static Gateway start() {
        try {
            return Gateway.start(Config.of(Map.of(
                            "http.port",
                            "0",
                            "http.host",
                            "127.0.0.1",
                            "management.port",
                            "0",
                            "auth.hs256_secret",
                            "0123456789abcdef0123456789abcdef",
                            "api.keys",
                            "[{\"tenant\":\"demo\",\"key\":\"" + KEY + "\"},{\"tenant\":\"other\",\"key\":\""
                                    + OTHER_KEY + "\"},{\"tenant\":\"demo\",\"key\":\"" + READER_KEY
                                    + "\",\"scopes\":[\"read\"]}]")))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    int port() {
        return gateway.port();
    }

    Contract contract() {
        return contract;
    }

    void stop() throws Exception {
        gateway.stop().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    record Answer(int status, String text) {
        JsonObject json() {
            return new JsonObject(text);
        }

        String code() {
            // Below /v1/kit errors are in an envelope.
            return json().getJsonObject("error", json()).getString("code");
        }
    }

    /** Calls, and holds the answer against the contract. */
    Answer call(String operation, String path, @Nullable String key, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path));
        if (key != null) {
            request.header("authorization", "Bearer " + key);
        }
        String method = operation.substring(0, operation.indexOf(' ')).toUpperCase(Locale.ROOT);
        request.method(
                method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertEquals("", contract.check(operation, response.statusCode(), response.body()));
            return new Answer(response.statusCode(), response.body());
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
