package io.ringway.gateway.http.skapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.Inbox;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.gateway.auth.TokenMinter;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.http.ws.Origins;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.push.PushDesk;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SkapiRoutesTest {
    private static final Tenant TENANT = new Tenant("acme");
    private static final Config CONFIG = Config.of(Map.of(
            "dev",
            "true",
            "skapi.userpool_id",
            "eu-west-1_Pool",
            "limits.connection.requests_per_second",
            "1",
            "limits.connection.requests_burst",
            "200"));

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final LocalCluster cluster = new LocalCluster();
    private final TokenMinter minter =
            TokenMinter.of(CONFIG.auth(), Clock.systemUTC()).orElseThrow();
    private final Context hub = vertx.getOrCreateContext();
    private int port;

    @BeforeAll
    void serve() throws Exception {
        await(cluster.start(hub, new Deaf()));
        join(TENANT, "lobby", 3);
        join(TENANT, "lounge", 2);
        join(TENANT, "attic", 1);
        join(TENANT, "the lobby", 1);
        join(new Tenant("other"), "secret", 9);
        Router router = Router.router(vertx);
        new SkapiRoutes(
                        cluster,
                        hub,
                        new TokenVerifier(vertx, CONFIG.auth(), Clock.systemUTC()),
                        new PushDesk(vertx, hub, null, Clock.systemUTC()),
                        Limits.of(CONFIG.limits()),
                        CONFIG.skapi(),
                        new PublicAddress(Optional.empty()),
                        new Origins(List.of("https://app.example")))
                .addTo(router);
        HttpServer server =
                await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        port = server.actualPort();
    }

    @AfterAll
    void stop() throws Exception {
        await(vertx.close());
        http.close();
    }

    @ParameterizedTest
    @CsvSource({"endpoints.json", "acme/admin-v1.json", "acme/record-v1.json", "record-v2.json", "x/admin-v2.json"})
    void saysWhereEverythingIs(String file) throws Exception {
        JsonObject endpoints = json(get("/skapi/" + file));
        String base = "http://127.0.0.1:" + port + "/skapi/";
        assertEquals(base, endpoints.getString("service_public"));
        assertEquals(base, endpoints.getString("record_private"));
        assertEquals("ws://127.0.0.1:" + port + "/skapi/api", endpoints.getString("websocket_private"));
        assertEquals("eu-west-1_Pool", endpoints.getString("userpool_id"));
        assertEquals("ringway", endpoints.getString("userpool_client"));
    }

    @Test
    void behindAProxyThatTakesTlsOffTheAddressesAreSecure() throws Exception {
        JsonObject endpoints = json(send(request("/skapi/endpoints.json")
                .header("X-Forwarded-Proto", "https")
                .GET()));
        assertEquals("https://127.0.0.1:" + port + "/skapi/", endpoints.getString("record_private"));
        assertEquals("wss://127.0.0.1:" + port + "/skapi/api", endpoints.getString("websocket_private"));
    }

    @Test
    void theConfiguredAddressGoesBeforeTheRequests() {
        JsonObject endpoints = new Endpoints("a_b", "c").at("https://rt.example:8443");
        assertEquals("wss://rt.example:8443/skapi/api", endpoints.getString("websocket_private"));
    }

    @Test
    void tellsTheServiceAndTheClientOfItself() throws Exception {
        JsonObject service = json(send(request("/skapi/service?service=acme&owner=o&refresh=false")
                .header("Accept-Language", "de-AT,de;q=0.9")
                .header("User-Agent", "test")
                .GET()));
        assertEquals("acme", service.getString("service_name"));
        assertEquals("127.0.0.1", service.getString("ip"));
        assertEquals("AT", service.getString("locale"));
        assertEquals("test", service.getString("user_agent"));
        assertTrue(service.getInteger("group") >= 3, "below 3 the client prints a banner");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{}                                                                    | attic,lobby,lounge,the lobby",
                "{\"searchFor\":\"group\",\"value\":\" \",\"condition\":\">\"}         | attic,lobby,lounge,the lobby",
                "{\"searchFor\":\"group\",\"value\":\"lobby\"}                         | lobby",
                "{\"searchFor\":\"group\",\"value\":\"lobby\",\"condition\":\"=\"}     | lobby",
                "{\"searchFor\":\"group\",\"value\":\"lobby\",\"condition\":\"eq\"}    | lobby",
                "{\"searchFor\":\"group\",\"value\":\"lo\",\"condition\":\">=\"}       | lobby,lounge",
                "{\"searchFor\":\"group\",\"value\":\"lo\",\"condition\":\"gte\"}      | lobby,lounge",
                "{\"searchFor\":\"group\",\"value\":\"lobby\",\"condition\":\">\"}     | lounge,the lobby",
                "{\"searchFor\":\"group\",\"value\":\"lobby\",\"condition\":\"gt\"}    | lounge,the lobby",
                "{\"searchFor\":\"group\",\"value\":\"lobby\",\"condition\":\"<\"}     | attic",
                "{\"searchFor\":\"group\",\"value\":\"lobby\",\"condition\":\"lt\"}    | attic",
                "{\"searchFor\":\"group\",\"value\":\"lobby\",\"condition\":\"<=\"}    | lobby,the lobby",
                "{\"searchFor\":\"group\",\"value\":\"lobby\",\"condition\":\"lte\"}   | lobby,the lobby",
                "{\"searchFor\":\"group\",\"value\":\"lobby\",\"condition\":\"!=\"}    | attic,lounge,the lobby",
                "{\"searchFor\":\"group\",\"value\":\"lobby\",\"condition\":\"ne\"}    | attic,lounge,the lobby",
                "{\"searchFor\":\"group\",\"value\":\"b\",\"range\":\"lounge\"}        | lobby,lounge",
                "{\"searchFor\":\"group\",\"value\":\" \",\"condition\":\">\",\"ascending\":false}"
                        + " | the lobby,lounge,lobby,attic",
                "{\"searchFor\":\"number_of_users\",\"value\":0,\"condition\":\">\"}   | attic,the lobby,lounge,lobby",
                "{\"searchFor\":\"number_of_users\",\"value\":2}                       | lounge",
                "{\"searchFor\":\"number_of_users\",\"value\":2,\"condition\":\">=\"}  | lounge,lobby",
                "{\"searchFor\":\"number_of_users\",\"value\":2,\"condition\":\">\"}   | lobby",
                "{\"searchFor\":\"number_of_users\",\"value\":1.5,\"condition\":\">\"} | lounge,lobby",
                "{\"searchFor\":\"number_of_users\",\"value\":2,\"condition\":\"<\"}   | attic,the lobby",
                "{\"searchFor\":\"number_of_users\",\"value\":2,\"condition\":\"<=\"}  | attic,the lobby,lounge",
                "{\"searchFor\":\"number_of_users\",\"value\":2,\"condition\":\"!=\"}  | attic,the lobby,lobby",
                "{\"searchFor\":\"number_of_users\",\"value\":2,\"range\":3}           | lounge,lobby",
                "{\"searchFor\":\"number_of_users\",\"value\":-1,\"range\":0,\"condition\":\"=\"} | ''",
                "{\"searchFor\":\"number_of_users\",\"value\":1.5,\"condition\":\"=\"} | ''",
            })
    void searchesGroups(String search, String expected) throws Exception {
        JsonObject found = list(new JsonObject(search));
        assertEquals(expected, String.join(",", column(found, "rid", "acme#")));
        assertEquals("end", found.getValue("startKey"));
        assertEquals(true, found.getBoolean("endOfList"));
    }

    @Test
    void countsTheUsersOfAGroup() throws Exception {
        JsonArray rows = list(new JsonObject().put("searchFor", "group").put("value", "lounge"))
                .getJsonArray("list");
        assertEquals(
                new JsonArray().add(new JsonObject().put("rid", "acme#lounge").put("cnt", 2)), rows);
    }

    @Test
    void pagesThroughGroupsInEitherOrder() throws Exception {
        for (String by : List.of("group", "number_of_users")) {
            for (boolean ascending : List.of(true, false)) {
                JsonObject search = new JsonObject()
                        .put("searchFor", by)
                        .put("value", by.equals("group") ? " " : (Object) 0)
                        .put("condition", ">")
                        .put("ascending", ascending);
                List<String> all = column(list(search.copy()), "rid", "acme#");
                assertEquals(all, pages(search.put("limit", 1), "rid", 4), by);
            }
        }
    }

    @Test
    void pagesThroughUsersInEitherOrder() throws Exception {
        JsonObject query = new JsonObject().put("group", "lobby");
        List<String> all = column(list(query.copy()), "uid", "acme#");
        assertEquals(List.of("user0", "user1", "user2"), all);
        assertEquals(all, pages(query.copy().put("limit", 2), "uid", 2));
        assertEquals(all.reversed(), pages(query.copy().put("limit", 2).put("ascending", false), "uid", 2));
    }

    @Test
    void findsOneUserOfAGroupWithItsConnections() throws Exception {
        JsonArray rows = list(new JsonObject().put("group", "lobby").put("user_id", "user1"))
                .getJsonArray("list");
        assertEquals(1, rows.size());
        assertEquals("acme#user1", rows.getJsonObject(0).getString("uid"));
        assertTrue(Cid.parse(rows.getJsonObject(0).getString("cid")).isPresent());
    }

    @Test
    void showsNothingOfAnotherTenant() throws Exception {
        assertEquals(
                new JsonArray(), list(new JsonObject().put("group", "secret")).getJsonArray("list"));
        assertRefused(403, "INVALID_REQUEST", ask(new JsonObject().put("service", "other"), token()));
    }

    @Test
    void theListReadToItsEndStaysThere() throws Exception {
        JsonObject end = list(new JsonObject().put("group", "lobby").put("startKey", "end"));
        assertEquals(new JsonArray(), end.getJsonArray("list"));
        assertEquals("end", end.getValue("startKey"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"searchFor\":\"colour\"}",
                "{\"searchFor\":\"group\",\"value\":7}",
                "{\"searchFor\":\"group\",\"value\":\"a\",\"range\":7}",
                "{\"searchFor\":\"group\",\"value\":\"a\",\"condition\":\"~\"}",
                "{\"searchFor\":\"number_of_users\",\"value\":\"7\"}",
                "{\"searchFor\":\"number_of_users\",\"value\":7,\"range\":\"8\"}",
                "{\"group\":7}",
                "{\"group\":\"\"}",
                "{\"group\":\"a\\u0007b\"}",
                "{\"group\":\"lobby\",\"limit\":0}",
                "{\"group\":\"lobby\",\"limit\":1001}",
                "{\"group\":\"lobby\",\"limit\":\"10\"}",
                "{\"group\":\"lobby\",\"startKey\":\"middle\"}",
                "{\"group\":\"lobby\",\"startKey\":{}}",
                "{\"group\":\"lobby\",\"startKey\":{\"x\":1}}",
                "{\"searchFor\":\"group\",\"startKey\":{\"rid\":\"other#secret\",\"cnt\":1}}",
                "{\"searchFor\":\"group\",\"startKey\":{\"rid\":\"acme#lobby\"}}",
            })
    void refusesWhatMakesNoSense(String body) throws Exception {
        assertRefused(400, "INVALID_PARAMETER", ask(new JsonObject(body), token()));
    }

    @Test
    void aGroupNameThatIsTooLongIsNoEmptyGroup() throws Exception {
        assertRefused(400, "INVALID_PARAMETER", ask(new JsonObject().put("group", "x".repeat(500)), token()));
    }

    /** The client asks again by itself, and asks on for ever where it is not told when. */
    @Test
    void whoListsWithoutAPauseIsToldWhenToComeAgain() throws Exception {
        String eager = minter.mint(new UserId(TENANT, "eager"), null, Duration.ofHours(1))
                .token();
        HttpResponse<String> answer = ask(new JsonObject(), eager);
        for (int i = 0; i < 1_000 && answer.statusCode() == 200; i++) {
            answer = ask(new JsonObject(), eager);
        }
        assertRefused(429, "ERROR", answer);
        assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
        assertEquals(200, ask(new JsonObject(), token()).statusCode());
    }

    @Test
    void needsAToken() throws Exception {
        assertRefused(401, "INVALID_REQUEST", ask(new JsonObject(), null));
        assertRefused(401, "INVALID_REQUEST", ask(new JsonObject(), "not.a.token"));
        assertEquals(200, ask(new JsonObject(), "Bearer " + token()).statusCode());
    }

    @Test
    void refusesWhatIsNotAJsonObject() throws Exception {
        for (String body : List.of("[1]", "{", "7")) {
            assertRefused(
                    400,
                    "INVALID_REQUEST",
                    send(request("/skapi/get-ws-group")
                            .header("Authorization", token())
                            .POST(HttpRequest.BodyPublishers.ofString(body))));
        }
    }

    @Test
    void refusesABodyThatIsTooLarge() throws Exception {
        HttpResponse<String> answer = ask(new JsonObject().put("group", "x".repeat(20_000)), token());
        assertRefused(413, "INVALID_REQUEST", answer);
    }

    @Test
    void saysThatThereAreNoNotifications() throws Exception {
        for (String name : List.of("get-vapid-public-key", "store-subscription", "push-notification")) {
            assertRefused(
                    501,
                    "NOT_SUPPORTED",
                    send(request("/skapi/" + name).POST(HttpRequest.BodyPublishers.ofString("{}"))));
        }
    }

    @Test
    void saysThatTheRestOfSkapiIsElsewhere() throws Exception {
        assertRefused(404, "NOT_EXISTS", get("/skapi/get-records"));
    }

    @Test
    void answersPreflights() throws Exception {
        HttpResponse<String> answer = send(request("/skapi/get-ws-group")
                .header("Origin", "https://app.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-meta,content-type")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertEquals(204, answer.statusCode());
        assertEquals("*", header(answer, "access-control-allow-origin"));
        assertEquals(
                "authorization, content-meta, content-type, x-access-token, x-id-token",
                header(answer, "access-control-allow-headers"));
        assertEquals("GET, POST, OPTIONS", header(answer, "access-control-allow-methods"));
    }

    @Test
    void aPageThatMayNotConnectIsToldSo() throws Exception {
        HttpResponse<String> answer = send(request("/skapi/service?service=acme")
                .header("Origin", "https://evil.example")
                .GET());
        assertRefused(403, "INVALID_CORS", answer);
    }

    private List<String> pages(JsonObject query, String column, int expectedPages) throws Exception {
        List<String> rows = new ArrayList<>();
        JsonObject page = list(query);
        int pages = 1;
        for (; !page.getBoolean("endOfList"); pages++) {
            rows.addAll(column(page, column, "acme#"));
            page = list(query.put("startKey", page.getJsonObject("startKey")));
        }
        rows.addAll(column(page, column, "acme#"));
        assertEquals(expectedPages, pages);
        return rows;
    }

    private static List<String> column(JsonObject page, String name, String prefix) {
        return page.getJsonArray("list").stream()
                .map(row -> ((JsonObject) row).getString(name))
                .map(text -> text.substring(text.startsWith(prefix) ? prefix.length() : 0))
                .toList();
    }

    private JsonObject list(JsonObject body) throws Exception {
        return json(ask(body.put("service", "acme").put("owner", "o"), token()));
    }

    private HttpResponse<String> ask(JsonObject body, @Nullable String token) throws Exception {
        HttpRequest.Builder request = request("/skapi/get-ws-group")
                .header("Content-Type", "application/json")
                .header("Content-Meta", "{}");
        if (token != null) {
            request.header("Authorization", token);
        }
        return send(request.POST(HttpRequest.BodyPublishers.ofString(body.encode())));
    }

    private String token() {
        return minter.mint(new UserId(TENANT, "ada"), null, Duration.ofHours(1)).token();
    }

    private static void assertRefused(int status, String code, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        JsonObject error = new JsonObject(answer.body());
        assertEquals(code, error.getString("code"));
        assertTrue(!error.getString("message").isBlank());
        assertEquals("*", header(answer, "access-control-allow-origin"), "or the page reads \"Network error\"");
    }

    private static JsonObject json(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("*", header(answer, "access-control-allow-origin"));
        assertEquals("application/json", header(answer, "content-type"));
        return new JsonObject(answer.body());
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private void join(Tenant tenant, String group, int members) throws Exception {
        for (int i = 0; i < members; i++) {
            Member member = new Member(cluster.newCid(), new UserId(tenant, "user" + i), Bytes.EMPTY);
            await(onHub(() -> cluster.join(new Group(tenant, group), member)));
        }
    }

    private Future<GroupView> onHub(Supplier<Future<GroupView>> action) {
        Promise<GroupView> done = Promise.promise();
        hub.runOnContext(unused -> action.get().onComplete(done));
        return done.future();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Takes no notice. */
    private static final class Deaf implements Inbox {
        @Override
        public void changed(Group group, long version, Change change) {}

        @Override
        public void message(NodeRef from, Group group, Buffer payload) {}

        @Override
        public int message(NodeRef from, UserId user, Buffer payload) {
            return 0;
        }

        @Override
        public boolean message(NodeRef from, Cid cid, Buffer payload) {
            return false;
        }

        @Override
        public void message(NodeRef from, Buffer payload) {}

        @Override
        public Future<Buffer> asked(NodeRef from, Buffer question) {
            return Future.failedFuture("deaf");
        }

        @Override
        public void adopted(Cid cid, NodeRef by) {}

        @Override
        public void nodeDown(NodeRef node) {}

        @Override
        public void fenced(boolean isFenced) {}
    }
}
