package io.ringway.gateway.http.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.Gateway;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.http.ws.RawClient;
import io.ringway.gateway.protocol.ErrorCode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The backend API over real HTTP, each answer held against the document that describes it. */
class BackendApiTest {
    private static final String KEY = "sk_0123456789abcdef0123456789abcdef";
    private static final String OTHER_KEY = "sk_ffffffffffffffffffffffffffffffff";
    private static final String READER_KEY = "sk_eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Contract CONTRACT = new Contract("/webroot/spec/openapi.yaml");
    private static Gateway gateway = start();

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

    @BeforeAll
    static void isUp() {
        assertTrue(gateway.port() > 0);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.stop().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private record Answer(int status, String text) {
        JsonObject json() {
            return new JsonObject(text);
        }

        String code() {
            // Below /v1/kit errors are in an envelope.
            return json().getJsonObject("error", json()).getString("code");
        }
    }

    /** Calls, and holds the answer against the contract. */
    private static Answer call(String operation, String path, @Nullable String key, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path));
        if (key != null) {
            request.header("authorization", "Bearer " + key);
        }
        String method = operation.substring(0, operation.indexOf(' ')).toUpperCase(java.util.Locale.ROOT);
        request.method(
                method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertEquals("", CONTRACT.check(operation, response.statusCode(), response.body()));
            return new Answer(response.statusCode(), response.body());
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static Answer post(String path, String body) {
        return call("post " + path, path, KEY, body);
    }

    private static Answer get(String path) {
        return call("get " + path.replaceAll("\\?.*", ""), path, KEY, null);
    }

    /** A native client that keeps what it hears. */
    private static final class Listener implements WebSocket.Listener {
        private final List<JsonObject> heard = new CopyOnWriteArrayList<>();
        private final StringBuilder partial = new StringBuilder();
        private volatile int closed;
        private final WebSocket socket;

        Listener(String user, String group) {
            String token =
                    post("/v1/tokens", "{\"user_id\":\"" + user + "\"}").json().getString("token");
            socket = HTTP.newWebSocketBuilder()
                    .subprotocols("ringway.v1", "bearer." + token)
                    .buildAsync(URI.create("ws://127.0.0.1:" + gateway.port() + "/realtime"), this)
                    .join();
            socket.sendText("{\"type\":\"join\",\"id\":1,\"group\":\"" + group + "\"}", true)
                    .join();
            await().until(() -> heard.size() >= 2);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                heard.add(new JsonObject(partial.toString()));
                partial.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed = statusCode;
            return null;
        }

        void send(String frame) {
            socket.sendText(frame, true).join();
        }

        /** Waits for the answer to a request. */
        JsonObject answer(long id) {
            await().until(() -> heard.stream().anyMatch(frame -> answers(frame, id)));
            return heard.stream()
                    .filter(frame -> answers(frame, id))
                    .findFirst()
                    .orElseThrow();
        }

        private static boolean answers(JsonObject frame, long id) {
            return frame.getLong("id", -1L) == id;
        }

        String cid() {
            return heard.getFirst().getString("cid");
        }

        List<JsonObject> ofType(String type) {
            return heard.stream()
                    .filter(frame -> type.equals(frame.getString("type")))
                    .toList();
        }
    }

    @Test
    void aMintedTokenOpensASocketOfItsUser() {
        assertEquals("ada", new Listener("ada", "minted").heard.getFirst().getString("user_id"));
    }

    @Test
    void aMemberWithoutAConnectionIsSeenLikeAnyOther() {
        Listener ada = new Listener("ada", "office");
        String phone = "{\"group\":\"office\",\"user_id\":\"bob\",\"event\":\"%s\",\"meta\":{\"said\":\"%1$s\"}}";
        String cid = post("/v1/presence", phone.formatted("joined")).json().getString("cid");
        assertEquals(
                cid, post("/v1/presence", phone.formatted("updated")).json().getString("cid"));
        assertEquals(
                2,
                get("/v1/groups?prefix=office")
                        .json()
                        .getJsonArray("groups")
                        .getJsonObject(0)
                        .getInteger("members"));
        post("/v1/presence", phone.formatted("left"));

        await().until(() -> ada.ofType("notice").size() == 3);
        assertEquals(
                List.of("USER_JOINED", "USER_UPDATED", "USER_LEFT"),
                ada.ofType("notice").stream()
                        .map(notice -> notice.getString("code"))
                        .toList());
        assertTrue(ada.ofType("notice").stream().allMatch(notice -> cid.equals(notice.getString("cid"))));
        assertEquals("not_found", post("/v1/presence", phone.formatted("left")).code());
    }

    @Test
    void messagesReachAGroupAUserAndAConnection() {
        Listener ada = new Listener("ada-1", "chat");
        List<String> addresses =
                List.of("{\"group\":\"chat\"}", "{\"user_id\":\"ada-1\"}", "{\"cid\":\"" + ada.cid() + "\"}");
        for (String to : addresses) {
            Answer answer = post("/v1/messages", "{\"to\":" + to + ",\"from\":\"shop\",\"content\":{\"n\":1}}");
            assertEquals(1, answer.json().getInteger("delivered"), to);
        }

        await().until(() -> ada.ofType("private").size() == 2);
        JsonObject message = ada.ofType("message").getFirst();
        assertEquals("shop", message.getString("user_id"));
        assertEquals(null, message.getString("cid"));
    }

    @Test
    void aConnectionIsEndedForGood() {
        Listener ada = new Listener("ada-2", "short");
        String path = "/v1/connections/" + ada.cid();
        assertEquals(
                "not_found",
                call("delete /v1/connections/{cid}", path, OTHER_KEY, null).code(),
                "of another tenant");
        assertEquals(204, call("delete /v1/connections/{cid}", path, KEY, null).status());
        await().until(() -> ada.closed == 4403);
        await().untilAsserted(() -> assertEquals(
                "not_found",
                call("delete /v1/connections/{cid}", path, KEY, null).code()));
    }

    @Test
    void aCallIsShownWithWhatHappenedInIt() {
        Listener ada = new Listener("ada-calls", "calls");
        ada.send("{\"type\":\"call\",\"id\":5,\"user_id\":\"nobody-is-here\",\"data\":{\"topic\":1}}");
        String id = ada.answer(5).getString("call_id");
        String path = "/v1/calls/" + id;
        await().until(() ->
                call("get /v1/calls/{call_id}", path, READER_KEY, null).text().contains("unreachable"));
        JsonObject call = call("get /v1/calls/{call_id}", path, KEY, null).json();
        assertEquals("ada-calls", call.getString("caller"));
        assertEquals("nobody-is-here", call.getString("callee"));
        assertEquals("unreachable", call.getString("reason"));
        assertEquals(
                List.of("began", "rang", "closed"),
                call.getJsonArray("lines").stream()
                        .map(line -> ((JsonObject) line).getString("what"))
                        .toList());
        assertEquals(
                "not_found",
                call("get /v1/calls/{call_id}", path, OTHER_KEY, null).code(),
                "of another tenant");
        assertEquals(
                "not_found",
                call("get /v1/calls/{call_id}", "/v1/calls/forged", KEY, null).code());
    }

    @Test
    void listingsArePagedAndOfOneTenant() {
        new Listener("user-a", "page-a");
        new Listener("user-b", "page-b");
        JsonObject first = get("/v1/groups?prefix=page-&limit=1").json();
        assertEquals("page-a", first.getJsonArray("groups").getJsonObject(0).getString("group"));
        JsonObject second = get("/v1/groups?prefix=page-&limit=1&cursor=" + first.getString("next"))
                .json();
        assertEquals("page-b", second.getJsonArray("groups").getJsonObject(0).getString("group"));

        assertTrue(get("/v1/users?limit=1000").text().contains("user-b"));
        Answer members = call("get /v1/groups/{group}/members", "/v1/groups/page-a/members", KEY, null);
        assertEquals(
                "user-a",
                members.json().getJsonArray("members").getJsonObject(0).getString("user_id"));
        Answer foreign = call("get /v1/groups/{group}/members", "/v1/groups/page-a/members", OTHER_KEY, null);
        assertEquals(0, foreign.json().getJsonArray("members").size());
        assertEquals(
                0,
                call("get /v1/groups", "/v1/groups?prefix=page-", OTHER_KEY, null)
                        .json()
                        .getJsonArray("groups")
                        .size());
    }

    @Test
    void iceServersAreForUsersOfTheGateway() {
        String token = post("/v1/tokens", "{\"user_id\":\"ada\"}").json().getString("token");
        assertEquals(
                200, call("get /v1/ice-servers", "/v1/ice-servers", token, null).status());
        assertEquals(
                "bad_token",
                call("get /v1/ice-servers", "/v1/ice-servers", KEY, null).code());
        assertEquals(
                "bad_token",
                call("get /v1/ice-servers", "/v1/ice-servers", null, null).code());
    }

    @Test
    void aKeyIsNeededAndGoodForItsScopesOnly() {
        for (String operation : CONTRACT.operations()) {
            String path = operation.substring(operation.indexOf(' ') + 1);
            if (path.endsWith(".yaml")
                    || path.endsWith(".json")
                    || path.endsWith("docs")
                    || path.endsWith("ice-servers")
                    || path.contains("turn/")
                    || path.startsWith("/client/")
                    || path.contains("/push/")) {
                continue;
            }
            String concrete = path.replaceAll("\\{[a-z_]+\\}", "x");
            String body = operation.startsWith("post") ? "{}" : null;
            assertEquals("bad_token", call(operation, concrete, null, body).code(), operation);
            assertEquals(
                    "bad_token", call(operation, concrete, "sk_wrong", body).code(), operation);
            if (!CONTRACT.scope(operation).equals("read")) {
                assertEquals(
                        "forbidden", call(operation, concrete, READER_KEY, body).code(), operation);
            }
        }
    }

    @Test
    void whatDoesNotFitIsADeclaredError() {
        Map<String, String> bad = Map.ofEntries(
                Map.entry("/v1/tokens {}", "bad_request"),
                Map.entry("/v1/tokens nonsense", "bad_request"),
                Map.entry("/v1/tokens {\"user_id\":7}", "bad_request"),
                Map.entry("/v1/tokens {\"user_id\":\"\"}", "bad_request"),
                Map.entry("/v1/tokens {\"user_id\":\"a\",\"ttl_s\":86401}", "bad_request"),
                Map.entry("/v1/tokens {\"user_id\":\"a\",\"grants\":[]}", "bad_request"),
                Map.entry("/v1/tokens {\"user_id\":\"a\",\"grants\":{\"relayOnly\":true}}", "bad_request"),
                Map.entry("/v1/tokens {\"user_id\":\"a\",\"grants\":{\"groups\":{\"x\":[\"fly\"]}}}", "bad_request"),
                Map.entry("/v1/presence {\"group\":\"\",\"user_id\":\"a\",\"event\":\"joined\"}", "bad_group"),
                Map.entry("/v1/presence {\"group\":\"g\",\"user_id\":\"a\",\"event\":\"flew\"}", "bad_request"),
                Map.entry("/v1/presence {\"group\":\"g\",\"user_id\":\"a\",\"event\":\"updated\"}", "not_found"),
                Map.entry("/v1/messages {\"to\":{},\"content\":1}", "bad_request"),
                Map.entry("/v1/messages {\"to\":{\"group\":\"g\",\"user_id\":\"a\"},\"content\":1}", "bad_request"),
                Map.entry("/v1/messages {\"to\":{\"group\":\"g\"}}", "bad_request"),
                Map.entry("/v1/messages {\"to\":{\"user_id\":\"nobody\"},\"content\":1}", "not_found"),
                Map.entry("/v1/messages {\"to\":{\"cid\":\"x\"},\"content\":1}", "not_found"),
                Map.entry("/v1/messages {\"to\":{\"group\":\"g\\ud800\"},\"content\":1}", "bad_group"),
                Map.entry(
                        "/v1/messages {\"to\":{\"group\":\"g\"},\"content\":\"" + "x".repeat(40_000) + "\"}",
                        "too_large"),
                Map.entry(
                        "/v1/messages {\"to\":" + "[".repeat(50) + "]".repeat(50) + ",\"content\":1}", "bad_request"));
        bad.forEach((request, code) -> {
            String[] parts = request.split(" ", 2);
            assertEquals(code, post(parts[0], parts[1]).code(), request);
        });
        for (String limit : List.of("0", "1001", "x", "-1", "99999999999")) {
            assertEquals("bad_request", get("/v1/groups?limit=" + limit).code(), limit);
        }
    }

    @Test
    void aQueryThatCannotBeDecodedIsTheCallersMistake() {
        for (String path : List.of("/v1/groups?prefix=%zz", "/v1/users?cursor=%zz", "/v1/groups?limit=%")) {
            assertEquals("bad_request", raw("GET", path, null).json().getString("code"), path);
        }
    }

    @Test
    void aMethodThatAPathDoesNotHaveIsToldWhichItHas() {
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
            assertEquals(405, raw(method, "/v1/groups", null).status(), method);
        }
        assertEquals(405, raw("GET", "/v1/messages", null).status());
        assertEquals(405, raw("POST", "/v1/ice-servers", null).status());
    }

    @Test
    void aBodyIsJsonWhateverCurlCallsIt() {
        String form = "application/x-www-form-urlencoded";
        for (String type : List.of(form, "application/json; charset=utf-8", "application/merge-patch+json")) {
            Answer answer = raw("POST", "/v1/messages", type);
            assertEquals(200, answer.status(), type + ": " + answer.text());
        }
    }

    @Test
    void aBodyThatIsSaidToBeXmlIsNotTakenForJson() {
        for (String type : List.of("text/xml", "text/plain", "multipart/form-data; boundary=x")) {
            Answer answer = raw("POST", "/v1/messages", type);
            assertEquals(415, answer.status(), type + ": " + answer.text());
            assertEquals("bad_request", answer.code());
        }
    }

    /** A call as no client library would make it. */
    private static Answer raw(String method, String path, @Nullable String contentType) {
        String body = contentType == null ? "" : "{\"to\":{\"group\":\"g\"},\"content\":\"100%\"}";
        try (RawClient client = new RawClient(gateway.port())) {
            RawClient.Answer answer = client.request(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Authorization: Bearer " + KEY + "\r\nContent-Length: " + body.length() + "\r\n"
                    + (contentType == null ? "" : "Content-Type: " + contentType + "\r\n") + "\r\n" + body);
            return new Answer(answer.status(), answer.body());
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    @Test
    void theDocumentKnowsEveryErrorCode() {
        Set<String> codes =
                Stream.of(ErrorCode.values()).map(ErrorCode::code).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(codes, CONTRACT.errorCodes());
    }

    @Test
    void theDocumentsAreServed() {
        for (String document : List.of("/v1/openapi.yaml", "/v1/asyncapi.yaml", "/v1/openapi.json", "/v1/docs")) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + document))
                    .build();
            HttpResponse<String> response = HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .join();
            assertEquals(200, response.statusCode(), document);
            assertTrue(response.body().contains("Ringway"), document);
        }
    }
}
