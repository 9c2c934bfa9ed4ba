package io.ringway.gateway.http.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.http.api.ApiClient.Answer;
import io.ringway.gateway.http.api.ApiClient.Socket;
import io.ringway.gateway.protocol.ErrorCode;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What a backend does, over real HTTP, each answer held against the document that describes it. */
class BackendApiTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ApiServer SERVER = new ApiServer();

    @AfterAll
    static void stop() {
        SERVER.stop();
    }

    private final ApiClient demo = SERVER.demo();
    private final ApiClient other = SERVER.other();

    private Socket member(String user, String group) {
        return demo.connect(demo.token("{'user_id':'" + user + "'}")).join(group);
    }

    @Test
    void aMintedTokenOpensASocketOfItsUser() {
        assertEquals("ada", member("ada", "minted").heard().getFirst().getString("user_id"));
    }

    @Test
    void aMemberWithoutAConnectionIsSeenLikeAnyOther() {
        Socket ada = member("ada", "office");
        String phone = "{\"group\":\"office\",\"user_id\":\"bob\",\"event\":\"%s\",\"meta\":{\"said\":\"%1$s\"}}";
        String cid = demo.post("/v1/presence", phone.formatted("joined")).json().getString("cid");
        assertEquals(
                cid,
                demo.post("/v1/presence", phone.formatted("updated")).json().getString("cid"));
        assertEquals(
                2,
                demo.get("/v1/groups?prefix=office")
                        .json()
                        .getJsonArray("groups")
                        .getJsonObject(0)
                        .getInteger("members"));
        String goodbye = "{\"group\":\"office\",\"user_id\":\"bob\",\"event\":\"left\"}";
        assertEquals(
                "bad_request",
                demo.post("/v1/presence", phone.formatted("left")).code(),
                "metadata of who has left");
        demo.post("/v1/presence", goodbye);

        await().until(() -> ada.ofType("notice").size() == 3);
        assertEquals(
                List.of("USER_JOINED", "USER_UPDATED", "USER_LEFT"),
                ada.ofType("notice").stream()
                        .map(notice -> notice.getString("code"))
                        .toList());
        assertTrue(ada.ofType("notice").stream().allMatch(notice -> cid.equals(notice.getString("cid"))));
        assertEquals("not_found", demo.post("/v1/presence", goodbye).code());
    }

    @Test
    void messagesReachAGroupAUserAndAConnection() {
        Socket ada = member("ada-1", "chat");
        List<String> addresses =
                List.of("{\"group\":\"chat\"}", "{\"user_id\":\"ada-1\"}", "{\"cid\":\"" + ada.cid() + "\"}");
        for (String to : addresses) {
            Answer answer = demo.post("/v1/messages", "{\"to\":" + to + ",\"from\":\"shop\",\"content\":{\"n\":1}}");
            assertEquals(1, answer.json().getInteger("delivered"), to);
        }

        await().until(() -> ada.ofType("private").size() == 2);
        JsonObject message = ada.ofType("message").getFirst();
        assertEquals("shop", message.getString("user_id"));
        assertEquals(null, message.getString("cid"));
    }

    @Test
    void aConnectionIsEndedForGood() {
        Socket ada = member("ada-2", "short");
        String path = "/v1/connections/" + ada.cid();
        assertEquals(
                "not_found",
                other.call("delete /v1/connections/{cid}", path, null).code(),
                "of another tenant");
        assertEquals(204, demo.call("delete /v1/connections/{cid}", path, null).status());
        await().until(() -> ada.closed() == 4403);
        await().untilAsserted(() -> assertEquals(
                "not_found",
                demo.call("delete /v1/connections/{cid}", path, null).code()));
    }

    @Test
    void aCallIsShownWithWhatHappenedInIt() {
        Socket ada = member("ada-calls", "calls");
        ada.send("{\"type\":\"call\",\"id\":5,\"user_id\":\"nobody-is-here\",\"data\":{\"topic\":1}}");
        String id = ada.answer(5).getString("call_id");
        String path = "/v1/calls/" + id;
        await().until(() -> SERVER.reader()
                .call("get /v1/calls/{call_id}", path, null)
                .text()
                .contains("unreachable"));
        JsonObject call = demo.call("get /v1/calls/{call_id}", path, null).json();
        assertEquals("ada-calls", call.getString("caller"));
        assertEquals("nobody-is-here", call.getString("callee"));
        assertEquals("unreachable", call.getString("reason"));
        assertEquals(
                List.of("began", "rang", "closed"),
                call.getJsonArray("lines").stream()
                        .map(line -> ((JsonObject) line).getString("what"))
                        .toList());
        assertEquals(
                "not_found", other.call("get /v1/calls/{call_id}", path, null).code(), "of another tenant");
        assertEquals(
                "not_found",
                demo.call("get /v1/calls/{call_id}", "/v1/calls/forged", null).code());
    }

    @Test
    void listingsArePagedAndOfOneTenant() {
        member("user-a", "page-a");
        member("user-b", "page-b");
        JsonObject first = demo.get("/v1/groups?prefix=page-&limit=1").json();
        assertEquals("page-a", first.getJsonArray("groups").getJsonObject(0).getString("group"));
        JsonObject second = demo.get("/v1/groups?prefix=page-&limit=1&cursor=" + first.getString("next"))
                .json();
        assertEquals("page-b", second.getJsonArray("groups").getJsonObject(0).getString("group"));

        assertTrue(demo.get("/v1/users?limit=1000").text().contains("user-b"));
        Answer members = demo.call("get /v1/groups/{group}/members", "/v1/groups/page-a/members", null);
        assertEquals(
                "user-a",
                members.json().getJsonArray("members").getJsonObject(0).getString("user_id"));
        Answer foreign = other.call("get /v1/groups/{group}/members", "/v1/groups/page-a/members", null);
        assertEquals(0, foreign.json().getJsonArray("members").size());
        assertEquals(
                0,
                other.call("get /v1/groups", "/v1/groups?prefix=page-", null)
                        .json()
                        .getJsonArray("groups")
                        .size());
    }

    @Test
    void iceServersAreForUsersOfTheGateway() {
        String token = demo.post("/v1/tokens", "{\"user_id\":\"ada\"}").json().getString("token");
        assertEquals(
                200,
                SERVER.client(token)
                        .call("get /v1/ice-servers", "/v1/ice-servers", null)
                        .status());
        assertEquals(
                "bad_token",
                demo.call("get /v1/ice-servers", "/v1/ice-servers", null).code());
        assertEquals(
                "bad_token",
                SERVER.client(null)
                        .call("get /v1/ice-servers", "/v1/ice-servers", null)
                        .code());
    }

    @Test
    void theDocumentKnowsEveryErrorCode() {
        Set<String> codes =
                Stream.of(ErrorCode.values()).map(ErrorCode::code).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(codes, ApiClient.CONTRACT.errorCodes());
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
