package io.ringway.gateway.http.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.http.api.ApiClient.Socket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Calls that a backend begins, lists and ends, on one node. */
class CallsByBackendTest {
    private static final String LIST = "/v1/calls";
    private static final String ONE = "/v1/calls/{call_id}";
    private static final ApiServer SERVER = new ApiServer();

    private final ApiClient demo = SERVER.demo();
    private final ApiClient other = SERVER.other();

    @AfterAll
    static void stop() {
        SERVER.stop();
    }

    private Socket connect(String user) {
        Socket socket = demo.connect(demo.token("{\"user_id\":\"" + user + "\"}"));
        await().until(() -> !socket.heard().isEmpty());
        return socket;
    }

    private static JsonObject heard(Socket socket, String type) {
        await().until(() -> !socket.ofType(type).isEmpty());
        return socket.ofType(type).getLast();
    }

    private String call(String caller, String callee) {
        ApiClient.Answer answer =
                demo.post(LIST, "{'caller':'" + caller + "','callee':'" + callee + "','data':{'topic':1}}");
        assertEquals(201, answer.status());
        return answer.json().getString("call_id");
    }

    private static void say(Socket socket, String type, String call, String rest) {
        socket.send("{\"type\":\"" + type + "\",\"id\":9,\"call_id\":\"" + call + "\"" + rest + "}");
    }

    private List<String> timeline(String call) {
        return demo.get(ONE, "/v1/calls/" + call).json().getJsonArray("lines").stream()
                .map(line -> ((JsonObject) line).getString("what"))
                .toList();
    }

    @Test
    void theCallersDeviceStartsTheCallAndTheBackendEndsIt() {
        Socket ada = connect("ada");
        Socket tablet = connect("ada");
        Socket bob = connect("bob");
        String call = call("ada", "bob");
        JsonObject asked = heard(ada, "rtc:incoming");
        assertEquals(call, asked.getString("call_id"));
        assertEquals("bob", asked.getString("user_id"));
        assertNull(asked.getString("cid"));
        assertTrue(asked.getBoolean("starts"));
        assertFalse(asked.getBoolean("polite"));
        assertEquals(1, asked.getJsonObject("data").getInteger("topic"));
        JsonObject starting = demo.get(LIST, "/v1/calls?user_id=ada").json();
        assertEquals("starting", starting.getJsonArray("calls").getJsonObject(0).getString("state"));
        assertEquals(List.of(), bob.ofType("rtc:incoming"));

        say(ada, "accept", call, "");
        say(ada, "signal", call, ",\"description\":{\"type\":\"offer\",\"sdp\":\"v=0\"}");
        JsonObject ring = heard(bob, "rtc:incoming");
        assertEquals("ada", ring.getString("user_id"));
        assertEquals(ada.heard().getFirst().getString("cid"), ring.getString("cid"));
        assertEquals("answered_elsewhere", heard(tablet, "rtc:closed").getString("reason"));
        say(bob, "accept", call, "");
        assertEquals("bob", heard(ada, "rtc:accepted").getString("user_id"));
        assertEquals(
                "v=0", heard(bob, "rtc:signal").getJsonObject("description").getString("sdp"));
        say(bob, "signal", call, ",\"description\":{\"type\":\"answer\",\"sdp\":\"v=0\"}");
        heard(ada, "rtc:signal");
        JsonArray calls = demo.get(LIST, "/v1/calls?user_id=bob").json().getJsonArray("calls");
        assertEquals("connected", calls.getJsonObject(0).getString("state"));
        assertEquals(
                bob.heard().getFirst().getString("cid"), calls.getJsonObject(0).getString("callee_cid"));

        String path = "/v1/calls/" + call;
        assertEquals(404, other.call("delete " + ONE, path, null).status());
        assertEquals(204, demo.call("delete " + ONE, path, null).status());
        for (Socket party : List.of(ada, bob)) {
            JsonObject closed = heard(party, "rtc:closed");
            assertEquals("hangup", closed.getString("reason"));
            assertFalse(closed.containsKey("user_id"));
        }
        assertEquals(404, demo.call("delete " + ONE, path, null).status());
        await().until(() -> timeline(call).getLast().equals("closed"));
        assertEquals(List.of("began", "asked", "started", "rang", "answered", "closed"), timeline(call));
        assertNull(demo.get(ONE, path).json().getString("ended_by"));
    }

    private static final String SETTINGS = "/v1/users/{user_id}/call-settings";

    private static ApiClient.Answer settle(ApiClient backend, String user, String body) {
        return backend.call("put " + SETTINGS, "/v1/users/" + user + "/call-settings", body.replace('\'', '"'));
    }

    private static JsonObject settings(ApiClient backend, String user) {
        return backend.get(SETTINGS, "/v1/users/" + user + "/call-settings").json();
    }

    @Test
    void whomAUserBlocksIsSaidAndReadByTheBackend() {
        JsonObject nothing = new JsonObject().put("blocked", new JsonArray()).putNull("on_busy");
        assertEquals(nothing, settings(demo, "gus"));
        ApiClient.Answer said = settle(demo, "gus", "{'blocked':['zoe','hal','zoe'],'on_busy':'wait'}");
        JsonObject expected =
                new JsonObject().put("blocked", JsonArray.of("hal", "zoe")).put("on_busy", "wait");
        assertEquals(expected, said.json());
        assertEquals(expected, settings(demo, "gus"));
        assertEquals(nothing, settings(other, "gus"), "of another tenant");

        Socket gus = connect("gus");
        Socket hal = connect("hal");
        hal.send("{\"type\":\"call\",\"id\":3,\"user_id\":\"gus\"}");
        await().until(() -> hal.heard().stream().anyMatch(frame -> frame.getLong("id", 0L) == 3));
        assertEquals(List.of(), gus.ofType("rtc:incoming"));

        settle(demo, "gus", "{'blocked':[],'on_busy':null}");
        assertEquals(nothing, settings(demo, "gus"));
        connect("hal").send("{\"type\":\"call\",\"id\":3,\"user_id\":\"gus\"}");
        heard(gus, "rtc:incoming");
    }

    @Test
    void settingsThatLeaveSomethingOutDoNotUnblockAnybody() {
        settle(demo, "ina", "{'blocked':['hal'],'on_busy':'ring'}");
        String many =
                IntStream.rangeClosed(0, 500).mapToObj(i -> "'u" + i + "'").collect(Collectors.joining(","));
        for (String body : List.of(
                "{'on_busy':'ring'}",
                "{'blocked':['hal']}",
                "{'blocked':['ina'],'on_busy':null}",
                "{'blocked':[''],'on_busy':null}",
                "{'blocked':['a\\u0000b'],'on_busy':null}",
                "{'blocked':[7],'on_busy':null}",
                "{'blocked':null,'on_busy':null}",
                "{'blocked':[" + many + "],'on_busy':null}",
                "{'blocked':[],'on_busy':'shout'}",
                "{'blocked':[],'on_busy':null,'onBusy':'ring'}")) {
            assertEquals(400, settle(demo, "ina", body).status(), body);
        }
        assertEquals(JsonArray.of("hal"), settings(demo, "ina").getJsonArray("blocked"));
    }

    @Test
    void aCallThatNobodyStartsIsNoMissedCall() {
        Socket cora = connect("cora");
        Socket dan = connect("dan");
        String call = call("cora", "dan");
        heard(cora, "rtc:incoming");
        say(cora, "hangup", call, "");
        assertEquals("declined", heard(cora, "rtc:closed").getString("reason"));
        await().until(() -> timeline(call).contains("closed"));
        cora.send("{\"type\":\"calls\",\"id\":7}");
        await().until(() -> cora.heard().stream().anyMatch(frame -> frame.containsKey("calls")));
        dan.send("{\"type\":\"calls\",\"id\":7}");
        await().until(() -> dan.heard().stream().anyMatch(frame -> frame.containsKey("calls")));
        assertEquals(0, heard(dan, "result").getJsonArray("calls").size());
    }

    @Test
    void aCallerWhoIsNotThereIsUnreachable() {
        connect("finn");
        String call = call("nobody", "finn");
        await().until(() ->
                "unreachable".equals(demo.get(ONE, "/v1/calls/" + call).json().getString("reason")));
        assertEquals(
                "bad_request",
                demo.post(LIST, "{'caller':'finn','callee':'finn'}").code());
    }

    @Test
    void livingCallsArePagedAndThoseOfOthersAreNotAmongThem() {
        Socket gil = connect("gil");
        for (String callee : List.of("h1", "h2", "h3")) {
            call("gil", callee);
        }
        await().until(() -> gil.ofType("rtc:incoming").size() == 3);
        JsonObject first = demo.get(LIST, "/v1/calls?user_id=gil&limit=2").json();
        assertEquals(2, first.getJsonArray("calls").size());
        JsonObject second = demo.get(LIST, "/v1/calls?user_id=gil&limit=2&cursor=" + first.getString("next"))
                .json();
        assertEquals(1, second.getJsonArray("calls").size());
        assertEquals(
                0, other.get(LIST, "/v1/calls").json().getJsonArray("calls").size());
        assertEquals(400, demo.get(LIST, "/v1/calls?cursor=x").status());
    }
}
