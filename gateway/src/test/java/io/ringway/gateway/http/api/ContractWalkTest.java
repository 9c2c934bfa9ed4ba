package io.ringway.gateway.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Walks the document: calls made from it, right and wrong, and every answer's status and body held against it. What the
 * document refuses the server must refuse, too.
 */
class ContractWalkTest {
    private static final long SEED = 20_261_125;
    private static final int CALLS = 60;
    private static final Contract CONTRACT = ApiClient.CONTRACT;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final ApiServer SERVER =
            new ApiServer(Map.of("api.requests_per_second", "1000000", "api.request_burst", "1000000"));

    private final Samples samples = new Samples(CONTRACT.document(), SEED);
    private final Map<String, Set<Integer>> seen = new TreeMap<>();

    @AfterAll
    static void stop() {
        SERVER.stop();
    }

    @Test
    void everyAnswerIsOneThatTheDocumentPromises() throws Exception {
        for (String operation : CONTRACT.operations()) {
            if (CONTRACT.isForApiKeys(operation)) {
                for (int i = 0; i < CALLS; i++) {
                    call(operation, i % 2 == 1, ApiServer.KEY, i % 7 == 3);
                }
                expect(operation, 401, null);
                expect(operation, 401, "sk_unknown");
                call(operation, false, ApiServer.OTHER_KEY, false);
                if (!CONTRACT.scope(operation).equals("read")) {
                    expect(operation, 403, ApiServer.READER_KEY);
                }
            }
        }
        // A made-up token is none that could be made again.
        seen.remove("post /v1/tokens/refresh");
        seen.forEach((operation, statuses) ->
                assertTrue(statuses.stream().anyMatch(status -> status < 400 || status == 404), operation + statuses));
        assertTrue(
                seen.values().stream()
                                .filter(statuses -> statuses.contains(400))
                                .count()
                        > 8,
                seen.toString());
    }

    private void expect(String operation, int status, @Nullable String key) throws Exception {
        assertEquals(status, call(operation, false, key, false), operation);
    }

    private int call(String operation, boolean isWrong, @Nullable String key, boolean again) throws Exception {
        String[] parts = operation.split(" ", 2);
        StringBuilder path = new StringBuilder(parts[1]);
        boolean[] fits = {true};
        String query = "";
        for (JsonNode each : CONTRACT.parameters(operation)) {
            JsonNode parameter = samples.resolve(each);
            String name = parameter.get("name").asText();
            String in = parameter.get("in").asText();
            boolean isRequired = parameter.path("required").asBoolean();
            if (!in.equals("header") && (isRequired || samples.chance(40))) {
                JsonNode value = samples.valid(parameter.get("schema"));
                if (isWrong && samples.chance(30)) {
                    value = samples.mutated(value);
                }
                // Longer request lines than a server reads are answered before there is a route.
                String plain = name.equals("app") ? "demo" : value.isValueNode() ? value.asText() : "x";
                String text = URLEncoder.encode(
                                plain.substring(0, Math.min(plain.length(), 400)), StandardCharsets.UTF_8)
                        .replace("+", "%20");
                if (in.equals("path") && !text.isEmpty()) {
                    int at = path.indexOf("{" + name + "}");
                    path.replace(at, at + name.length() + 2, text);
                } else if (in.equals("path")) {
                    int at = path.indexOf("{" + name + "}");
                    path.replace(at, at + name.length() + 2, "x");
                } else {
                    query += (query.isEmpty() ? "?" : "&") + name + "=" + text;
                }
            }
        }
        JsonNode schema = CONTRACT.body(operation);
        String body = null;
        if (schema != null) {
            JsonNode value = samples.valid(schema);
            JsonNode sent = isWrong ? samples.mutated(value) : value;
            body = Samples.encode(sent);
            fits[0] = CONTRACT.validate(schema, body).isEmpty();
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVER.port() + path + query));
        if (key != null) {
            request.header("authorization", "Bearer " + key);
        }
        if (again) {
            request.header("idempotency-key", samples.oneOf(List.of("a", "b", "c")));
        }
        request.method(
                parts[0].toUpperCase(Locale.ROOT),
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        String what =
                operation + " " + path + query + " " + body + " -> " + response.statusCode() + " " + response.body();
        assertEquals("", CONTRACT.check(operation, response.statusCode(), response.body()), what);
        assertTrue(response.statusCode() != 500, what);
        if (!fits[0] && key != null && key.equals(ApiServer.KEY)) {
            assertTrue(Set.of(400, 413).contains(response.statusCode()), what);
        }
        seen.computeIfAbsent(operation, any -> new TreeSet<>()).add(response.statusCode());
        return response.statusCode();
    }

    @Test
    void whatIsNotThereCountsAsEveryOtherCallDoes() throws Exception {
        ApiServer small = new ApiServer(Map.of("api.requests_per_second", "1", "api.request_burst", "100"));
        try {
            List<String> calls = List.of(
                    "GET /v1/nothing 404",
                    "GET /v1/kit/demo/nothing 404",
                    "GET /v1/kit/demo/meetings/x 404",
                    "GET /v1/calls/x 404",
                    "DELETE /v1/users 405",
                    "POST /v1/kit/demo/meetings/x 405");
            long left = 100;
            for (String call : calls) {
                String[] parts = call.split(" ", -1);
                HttpRequest.Builder request = HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + small.port() + parts[1]))
                        .method(parts[0], HttpRequest.BodyPublishers.noBody());
                HttpResponse<String> stranger = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
                assertTrue(stranger.headers().firstValue("ratelimit-limit").isEmpty(), call);
                HttpResponse<String> answer = HTTP.send(
                        request.header("authorization", "Bearer " + ApiServer.KEY)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertEquals(parts[2], Integer.toString(answer.statusCode()), call);
                assertEquals(
                        100,
                        answer.headers().firstValueAsLong("ratelimit-limit").orElseThrow(),
                        call);
                long now =
                        answer.headers().firstValueAsLong("ratelimit-remaining").orElseThrow();
                assertTrue(now < left, call + " is counted: " + now + " after " + left);
                left = now;
                assertTrue(answer.headers().firstValue("ratelimit-reset").isPresent(), call);
            }
        } finally {
            small.stop();
        }
    }

    @Test
    void aKeyThatAsksTooMuchIsToldWhenToComeBack() throws Exception {
        ApiServer small = new ApiServer(Map.of("api.requests_per_second", "1", "api.request_burst", "2"));
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + small.port() + "/v1/users"))
                    .header("authorization", "Bearer " + ApiServer.KEY)
                    .build();
            HttpResponse<String> first = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            assertEquals("2", first.headers().firstValue("ratelimit-limit").orElseThrow());
            assertEquals("1", first.headers().firstValue("ratelimit-remaining").orElseThrow());
            HttpResponse<String> last = first;
            for (int i = 0; i < 5 && last.statusCode() == 200; i++) {
                last = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            }
            assertEquals("", CONTRACT.check("get /v1/users", last.statusCode(), last.body()));
            assertEquals(429, last.statusCode());
            assertEquals("1", last.headers().firstValue("retry-after").orElseThrow());
            assertTrue(new JsonObject(last.body()).getInteger("retry_after_ms") <= 1_000);
        } finally {
            small.stop();
        }
    }
}
