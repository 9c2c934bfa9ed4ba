package io.ringway.gateway.http.admin;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.Gateway;
import io.ringway.gateway.Gateways;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The operators' questions over real HTTP, on one node with one client. */
class AdminRoutesTest {
    private static final String API_KEY = "sk_0123456789abcdef0123456789abcdef";
    private static final String KEY = "operators-0123456789";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Gateway GATEWAY = Gateways.start(Map.of(
            "dev",
            "true",
            "management.admin_key",
            KEY,
            "api.keys",
            "[{\"tenant\":\"demo\",\"key\":\"" + API_KEY + "\"}]"));

    private static <T> T done(java.util.concurrent.CompletableFuture<T> future) {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @AfterAll
    static void stop() {
        Gateways.stop(GATEWAY);
    }

    private static HttpResponse<String> send(Gateway gateway, String method, String path, String key) {
        URI uri = URI.create("http://127.0.0.1:" + gateway.managementPort() + path);
        return done(HTTP.sendAsync(
                HttpRequest.newBuilder(uri)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .header("authorization", "Bearer " + key)
                        .build(),
                HttpResponse.BodyHandlers.ofString()));
    }

    private static JsonObject get(String path) {
        HttpResponse<String> answer = send(GATEWAY, "GET", path, KEY);
        assertEquals(200, answer.statusCode(), answer.body());
        return new JsonObject(answer.body());
    }

    private static WebSocket connect(String user) {
        String base = "127.0.0.1:" + GATEWAY.port();
        String minted = done(HTTP.sendAsync(
                        HttpRequest.newBuilder(URI.create("http://" + base + "/dev/token"))
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        new JsonObject().put("user_id", user).encode()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString()))
                .body();
        String token = new JsonObject(minted).getString("token");
        return done(HTTP.newWebSocketBuilder()
                .subprotocols("ringway.v1", "bearer." + token)
                .buildAsync(URI.create("ws://" + base + "/realtime"), new WebSocket.Listener() {}));
    }

    private static JsonArray sessions(String user) {
        return get("/admin/api/user?tenant=demo&user=" + user).getJsonArray("sessions");
    }

    private static String lastWhat(String user) {
        JsonArray lines = get("/admin/api/user?tenant=demo&user=" + user).getJsonArray("lines");
        return lines.isEmpty() ? "" : lines.getJsonObject(lines.size() - 1).getString("what");
    }

    @Test
    void another_key_opens_nothing() {
        for (String path : new String[] {"nodes", "groups", "members", "users", "user", "call"}) {
            assertEquals(
                    401,
                    send(GATEWAY, "GET", "/admin/api/" + path + "?tenant=demo", "wrong")
                            .statusCode(),
                    path);
        }
        assertEquals(
                401,
                send(GATEWAY, "POST", "/admin/api/kick?tenant=demo&user=ada", "")
                        .statusCode());
    }

    @Test
    void without_a_configured_key_there_is_no_such_page() {
        Gateway other = Gateways.start(Map.of("dev", "true"));
        try {
            assertEquals(404, send(other, "GET", "/admin", "").statusCode());
            assertEquals(
                    404, send(other, "GET", "/admin/api/nodes?tenant=demo", "").statusCode());
            assertEquals(200, send(other, "GET", "/health/live", "").statusCode());
        } finally {
            Gateways.stop(other);
        }
    }

    @Test
    void the_page_is_on_the_management_port_alone() {
        HttpResponse<String> page = send(GATEWAY, "GET", "/admin/", KEY);
        assertEquals(200, page.statusCode());
        assertTrue(page.headers().firstValue("content-security-policy").isPresent());
        assertEquals(308, send(GATEWAY, "GET", "/admin", KEY).statusCode());
        URI open = URI.create("http://127.0.0.1:" + GATEWAY.port() + "/admin/index.html");
        assertEquals(
                404,
                done(HTTP.sendAsync(HttpRequest.newBuilder(open).build(), HttpResponse.BodyHandlers.discarding()))
                        .statusCode());
    }

    @Test
    void what_does_not_fit_is_told() {
        assertEquals(400, send(GATEWAY, "GET", "/admin/api/nodes", KEY).statusCode());
        assertEquals(
                400, send(GATEWAY, "GET", "/admin/api/user?tenant=demo", KEY).statusCode());
        assertEquals(
                400,
                send(GATEWAY, "GET", "/admin/api/call?tenant=demo&call=x", KEY).statusCode());
        assertEquals(
                400,
                send(GATEWAY, "POST", "/admin/api/kick?tenant=demo&cid=x", KEY).statusCode());
        assertEquals(
                404, send(GATEWAY, "GET", "/admin/api/nothing?tenant=demo", KEY).statusCode());
    }

    @Test
    void a_user_is_found_seen_and_kicked() {
        WebSocket socket = connect("ada");
        await().until(() -> sessions("ada").size() == 1);
        JsonObject session = sessions("ada").getJsonObject(0);
        assertEquals("ringway", session.getString("dialect"));
        assertEquals(false, session.getBoolean("parked"));
        assertEquals("opened", lastWhat("ada"));
        assertEquals(
                new JsonArray().add("ada"),
                get("/admin/api/users?tenant=demo&prefix=ad").getJsonArray("users"));
        assertEquals(
                new JsonArray(), get("/admin/api/users?tenant=other&prefix=ad").getJsonArray("users"));
        JsonObject node =
                get("/admin/api/nodes?tenant=demo").getJsonArray("nodes").getJsonObject(0);
        assertTrue(node.getLong("sessions") >= 1, node.encode());
        assertEquals(0, get("/admin/api/user?tenant=demo&user=ada").getInteger("silent"));
        assertEquals(0, kicked("other", "user=ada"));
        assertEquals(1, kicked("demo", "user=ada"));
        await().until(() -> sessions("ada").isEmpty());
        assertEquals("kicked", lastWhat("ada"));
        socket.abort();
    }

    private static JsonObject found(String prefix) {
        return get("/admin/api/users?tenant=demo&prefix=" + prefix);
    }

    private static Set<String> away(String prefix) {
        return found(prefix).getJsonArray("away").stream()
                .map(user -> ((JsonObject) user).getString("user"))
                .collect(Collectors.toSet());
    }

    @Test
    void who_has_left_is_found_and_so_is_who_was_only_called() {
        WebSocket carl = connect("carl");
        WebSocket cleo = connect("cleo");
        done(carl.sendText("{\"type\":\"call\",\"id\":1,\"user_id\":\"carmen\"}", true));
        await().until(() -> away("carmen").equals(Set.of("carmen")));
        assertEquals(new JsonArray().add("carl").add("cleo"), found("c").getJsonArray("users"));
        assertEquals(Set.of(), away("c"), "nobody's beginning alone is looked for among calls");
        done(cleo.sendClose(1000, ""));

        await().until(() -> away("cl").equals(Set.of("cleo")));
        assertEquals(new JsonArray().add("carl"), found("c").getJsonArray("users"));
        assertEquals(Set.of(), away("clou"));
        assertEquals(Set.of(), away(""), "without a beginning only who is connected");
        assertEquals(
                new JsonArray(), get("/admin/api/users?tenant=other&prefix=cl").getJsonArray("away"));
        carl.abort();
    }

    private static void post(String group, String user, int seconds) {
        URI uri = URI.create("http://127.0.0.1:" + GATEWAY.port() + "/v1/presence");
        JsonObject event =
                new JsonObject().put("group", group).put("user_id", user).put("event", "joined");
        HttpResponse<String> answer = done(HTTP.sendAsync(
                HttpRequest.newBuilder(uri)
                        .header("authorization", "Bearer " + API_KEY)
                        .POST(HttpRequest.BodyPublishers.ofString(
                                (seconds == 0 ? event : event.put("ttl_s", seconds)).encode()))
                        .build(),
                HttpResponse.BodyHandlers.ofString()));
        assertEquals(200, answer.statusCode(), answer.body());
    }

    private static JsonArray virtual(String user) {
        return get("/admin/api/user?tenant=demo&user=" + user).getJsonArray("virtual");
    }

    @Test
    void a_member_without_a_connection_is_found_seen_and_taken_out() {
        WebSocket socket = connect("robina");
        await().until(() -> sessions("robina").size() == 1);
        long before = System.currentTimeMillis();
        post("desk", "robot", 60);
        post("hall", "robot", 0);
        post("hall", "robina", 0);
        assertEquals(new JsonArray().add("robina"), found("rob").getJsonArray("users"));
        assertEquals(new JsonArray().add("robot"), found("rob").getJsonArray("virtual"));
        assertTrue(found("").getJsonArray("virtual").contains("robot"));
        assertEquals(
                new JsonArray(), get("/admin/api/users?tenant=other&prefix=rob").getJsonArray("virtual"));

        assertEquals(new JsonArray(), sessions("robot"));
        JsonObject member = virtual("robot").getJsonObject(0);
        JsonObject desk = member.getJsonArray("groups").getJsonObject(0);
        JsonObject hall = member.getJsonArray("groups").getJsonObject(1);
        assertEquals("desk", desk.getString("group"));
        assertEquals(60_000, desk.getLong("ttl_ms"));
        assertTrue(desk.getLong("left_ms") > 0 && desk.getLong("left_ms") <= 60_000, desk.encode());
        assertTrue(desk.getLong("since") >= before && desk.getLong("since") <= System.currentTimeMillis());
        assertEquals("hall", hall.getString("group"));
        assertEquals(0, hall.getLong("ttl_ms"));

        assertEquals(1, kicked("demo", "cid=" + member.getString("cid")));
        assertEquals(new JsonArray(), virtual("robot"));
        assertEquals("kicked", lastWhat("robot"));
        assertEquals(Set.of("robot"), away("robot"), "it is found by what became of it");
        assertEquals(
                new JsonArray(),
                get("/admin/api/members?tenant=demo&group=desk").getJsonArray("members"));
        socket.abort();
    }

    @Test
    void who_is_disconnected_everywhere_is_taken_out_of_groups_without_a_connection_too() {
        WebSocket socket = connect("dora");
        await().until(() -> sessions("dora").size() == 1);
        post("attic", "dora", 60);
        assertEquals(1, virtual("dora").size());
        assertEquals(0, kicked("other", "user=dora"));
        assertEquals(2, kicked("demo", "user=dora"));
        await().until(() -> sessions("dora").isEmpty());
        assertEquals(new JsonArray(), virtual("dora"));
        socket.abort();
    }

    @Test
    void ofAMemberInManyGroupsTheFirstAreShownAndHowManyThereAreBeside() {
        for (int i = 0; i < 103; i++) {
            post("room-" + i, "beacon", 60);
        }
        JsonObject member = virtual("beacon").getJsonObject(0);
        assertEquals(100, member.getJsonArray("groups").size());
        assertEquals(3, member.getInteger("more"));
        assertEquals(1, kicked("demo", "user=beacon"));
        assertEquals(new JsonArray(), virtual("beacon"));
    }

    private static int kicked(String tenant, String whom) {
        HttpResponse<String> answer = send(GATEWAY, "POST", "/admin/api/kick?tenant=" + tenant + "&" + whom, KEY);
        assertEquals(200, answer.statusCode(), answer.body());
        return new JsonObject(answer.body()).getInteger("kicked");
    }
}
