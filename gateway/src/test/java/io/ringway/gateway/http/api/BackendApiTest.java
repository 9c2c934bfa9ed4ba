package io.ringway.gateway.http.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.http.api.ApiServer.Answer;
import io.ringway.gateway.protocol.ErrorCode;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What a backend does, over real HTTP, each answer held against the document that describes it. */
class BackendApiTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ApiServer SERVER = new ApiServer();

    @AfterAll
    static void stop() throws Exception {
        SERVER.stop();
    }

    private static Answer call(String operation, String path, @Nullable String key, @Nullable String body) {
        return SERVER.call(operation, path, key, body);
    }

    private static Answer post(String path, String body) {
        return call("post " + path, path, ApiServer.KEY, body);
    }

    private static Answer get(String path) {
        return call("get " + path.replaceAll("\\?.*", ""), path, ApiServer.KEY, null);
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
                    .buildAsync(URI.create("ws://127.0.0.1:" + SERVER.port() + "/realtime"), this)
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
        String goodbye = "{\"group\":\"office\",\"user_id\":\"bob\",\"event\":\"left\"}";
        assertEquals(
                "bad_request", post("/v1/presence", phone.formatted("left")).code(), "metadata of who has left");
        post("/v1/presence", goodbye);

        await().until(() -> ada.ofType("notice").size() == 3);
        assertEquals(
                List.of("USER_JOINED", "USER_UPDATED", "USER_LEFT"),
                ada.ofType("notice").stream()
                        .map(notice -> notice.getString("code"))
                        .toList());
        assertTrue(ada.ofType("notice").stream().allMatch(notice -> cid.equals(notice.getString("cid"))));
        assertEquals("not_found", post("/v1/presence", goodbye).code());
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
                call("delete /v1/connections/{cid}", path, ApiServer.OTHER_KEY, null)
                        .code(),
                "of another tenant");
        assertEquals(
                204,
                call("delete /v1/connections/{cid}", path, ApiServer.KEY, null).status());
        await().until(() -> ada.closed == 4403);
        await().untilAsserted(() -> assertEquals(
                "not_found",
                call("delete /v1/connections/{cid}", path, ApiServer.KEY, null).code()));
    }

    @Test
    void aCallIsShownWithWhatHappenedInIt() {
        Listener ada = new Listener("ada-calls", "calls");
        ada.send("{\"type\":\"call\",\"id\":5,\"user_id\":\"nobody-is-here\",\"data\":{\"topic\":1}}");
        String id = ada.answer(5).getString("call_id");
        String path = "/v1/calls/" + id;
        await().until(() -> call("get /v1/calls/{call_id}", path, ApiServer.READER_KEY, null)
                .text()
                .contains("unreachable"));
        JsonObject call =
                call("get /v1/calls/{call_id}", path, ApiServer.KEY, null).json();
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
                call("get /v1/calls/{call_id}", path, ApiServer.OTHER_KEY, null).code(),
                "of another tenant");
        assertEquals(
                "not_found",
                call("get /v1/calls/{call_id}", "/v1/calls/forged", ApiServer.KEY, null)
                        .code());
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
        Answer members = call("get /v1/groups/{group}/members", "/v1/groups/page-a/members", ApiServer.KEY, null);
        assertEquals(
                "user-a",
                members.json().getJsonArray("members").getJsonObject(0).getString("user_id"));
        Answer foreign = call("get /v1/groups/{group}/members", "/v1/groups/page-a/members", ApiServer.OTHER_KEY, null);
        assertEquals(0, foreign.json().getJsonArray("members").size());
        assertEquals(
                0,
                call("get /v1/groups", "/v1/groups?prefix=page-", ApiServer.OTHER_KEY, null)
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
                call("get /v1/ice-servers", "/v1/ice-servers", ApiServer.KEY, null)
                        .code());
        assertEquals(
                "bad_token",
                call("get /v1/ice-servers", "/v1/ice-servers", null, null).code());
    }

    @Test
    void theDocumentKnowsEveryErrorCode() {
        Set<String> codes =
                Stream.of(ErrorCode.values()).map(ErrorCode::code).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(codes, SERVER.contract().errorCodes());
    }

    @Test
    void theDocumentsAreServed() {
        for (String document : List.of("/v1/openapi.yaml", "/v1/asyncapi.yaml", "/v1/openapi.json", "/v1/docs")) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVER.port() + document))
                    .build();
            HttpResponse<String> response = HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .join();
            assertEquals(200, response.statusCode(), document);
            assertTrue(response.body().contains("Ringway"), document);
        }
    }
}
