package io.ringway.gateway.http.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.Gateway;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.http.api.ApiClient.Answer;
import io.ringway.gateway.http.api.ApiClient.Socket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Meetings, their participants and presets, as clients of RealtimeKit's API ask for them, on one node. */
class MeetingsTest {
    private static final String KEY = "sk_0123456789abcdef0123456789abcdef";
    private static final String OTHER = "sk_ffffffffffffffffffffffffffffffff";
    private static final String READER = "sk_eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";
    private static final String BASE = "/v1/kit/demo";
    private static final String APP = "/v1/kit/{app}";
    private static final String MEETING = APP + "/meetings/{meeting_id}";
    private static final String PARTICIPANT = MEETING + "/participants/{participant_id}";
    private static final Gateway GATEWAY = start();

    private final ApiClient demo = new ApiClient(GATEWAY.port(), KEY);
    private final ApiClient other = new ApiClient(GATEWAY.port(), OTHER);

    private static Gateway start() {
        try {
            return Gateway.start(Config.of(Map.of(
                            "http.port", "0",
                            "http.host", "127.0.0.1",
                            "management.port", "0",
                            "auth.hs256_secret", "0123456789abcdef0123456789abcdef",
                            "meetings.sessions", "40",
                            "meetings.kept", "45",
                            "meetings.added", "5",
                            "meetings.presets",
                                    "[{\"name\":\"viewer\",\"groups\":{\"{meeting}\":[\"join\"]}},"
                                            + "{\"name\":\"theirs\",\"tenant\":\"other\"}]",
                            "api.keys",
                                    "[{\"tenant\":\"demo\",\"key\":\"" + KEY + "\"},{\"tenant\":\"other\",\"key\":\""
                                            + OTHER + "\"},{\"tenant\":\"demo\",\"scopes\":[\"read\"],\"key\":\""
                                            + READER + "\"}]")))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        GATEWAY.stop().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static JsonObject data(Answer answer) {
        assertTrue(answer.status() < 300, answer.text());
        return answer.json().getJsonObject("data");
    }

    private static String code(Answer answer) {
        assertTrue(answer.status() >= 400, answer.text());
        return answer.json().getJsonObject("error").getString("code");
    }

    private Answer post(String operation, String path, String body) {
        return demo.call("post " + operation, BASE + path, body.replace('\'', '"'));
    }

    private JsonObject meeting(String body) {
        return data(post(APP + "/meetings", "/meetings", body));
    }

    private Answer add(JsonObject meeting, String body) {
        return post(MEETING + "/participants", "/meetings/" + meeting.getString("id") + "/participants", body);
    }

    private Answer patch(JsonObject meeting, String body) {
        return demo.call("patch " + MEETING, BASE + "/meetings/" + meeting.getString("id"), body.replace('\'', '"'));
    }

    private Answer act(JsonObject meeting, String what, String body) {
        return post(MEETING + what, "/meetings/" + meeting.getString("id") + what, body);
    }

    private void end(JsonObject meeting) {
        assertEquals(200, patch(meeting, "{'status':'INACTIVE'}").status());
    }

    private static JsonObject claims(String token) {
        byte[] payload = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
        return new JsonObject(new String(payload, StandardCharsets.UTF_8));
    }

    private static JsonObject refused(Socket socket, String group) {
        socket.send("{\"type\":\"join\",\"id\":77,\"group\":\"" + group + "\"}");
        await().until(() -> socket.heard().stream().anyMatch(frame -> frame.getLong("id", 0L) == 77));
        return socket.heard().stream()
                .filter(frame -> frame.getLong("id", 0L) == 77)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aParticipantsTokenJoinsTheMeetingAndKickEndsIt() {
        data(post(
                APP + "/presets",
                "/presets",
                "{'name':'Host','grants':{'groups':{'{meeting}':['*']},'actions':['call']}}"));
        JsonObject meeting = meeting("{'title':'Stand-up','record_on_start':false}");
        assertEquals("ACTIVE", meeting.getString("status"));
        assertEquals(100, meeting.getInteger("max_participants"));
        assertCode("nobody is in it", "not_found", code(session(meeting)));

        JsonObject ada = data(
                add(
                        meeting,
                        "{'custom_participant_id':'ada','preset_name':'Host','name':'Ada','picture':'https://a.example/a.png'}"));
        JsonObject bob = data(add(meeting, "{'custom_participant_id':'bob','preset_name':'viewer'}"));
        assertEquals("Ada", ada.getString("name"));
        assertEquals(null, bob.getString("picture"));
        JsonObject claims = claims(ada.getString("token"));
        assertEquals("ada", claims.getString("sub"));
        assertEquals("demo", claims.getString("service"));
        assertEquals(86_400, claims.getDouble("exp") - claims.getDouble("iat"), 2);
        assertEquals("Host", claims.getJsonObject("ringway_meta").getString("preset_name"));

        String group = meeting.getString("group");
        Socket first = demo.connect(ada.getString("token")).join(group);
        Socket second = demo.connect(bob.getString("token")).join(group);
        await().until(() -> first.notices("USER_JOINED").size() == 1);
        assertEquals(
                "viewer",
                first.notices("USER_JOINED").getFirst().getJsonObject("meta").getString("preset_name"));
        assertEquals(2, data(session(meeting)).getInteger("live_participants"));
        second.send("{\"type\":\"publish\",\"id\":5,\"group\":\"" + group + "\",\"content\":\"hi\"}");
        await().until(() -> second.notices("forbidden").size() == 1);
        assertEquals("forbidden", refused(second, "lobby").getString("code"), "its token is for the meeting alone");

        JsonObject kicked = data(act(
                meeting,
                "/active-session/kick",
                "{'participant_ids':['x'],'custom_participant_ids':['bob','nobody']}"));
        assertEquals(1, kicked.getJsonArray("participants").size());
        await().until(() -> second.closed() == 4403);
        await().until(() -> first.notices("USER_DISCONNECTED").size()
                        + first.notices("USER_LEFT").size()
                == 1);
        JsonObject all = data(demo.call(
                "post " + MEETING + "/active-session/kick-all",
                BASE + "/meetings/" + meeting.getString("id") + "/active-session/kick-all",
                null));
        assertEquals(1, all.getInteger("kicked_participants_count"));
        await().until(() -> first.closed() == 4403);
        end(meeting);
    }

    private Answer session(JsonObject meeting) {
        return demo.get(MEETING + "/active-session", BASE + "/meetings/" + meeting.getString("id") + "/active-session");
    }

    private static void assertCode(String why, String expected, String actual) {
        assertEquals(expected, actual, why);
    }

    @Test
    void anInactiveMeetingIsClosedUntilItIsActiveAgain() {
        JsonObject meeting = meeting("{}");
        JsonObject eve = data(add(meeting, "{'custom_participant_id':'eve','preset_name':'viewer'}"));
        Socket socket = demo.connect(eve.getString("token")).join(meeting.getString("group"));
        end(meeting);
        await().until(() -> socket.notices("GROUP_CLOSED").size() == 1);
        assertEquals(
                "group_closed",
                refused(demo.connect(eve.getString("token")), meeting.getString("group"))
                        .getString("code"));
        assertEquals("group_closed", code(add(meeting, "{'custom_participant_id':'x','preset_name':'viewer'}")));
        assertEquals("group_closed", code(token(meeting, eve)));

        assertEquals("ACTIVE", data(patch(meeting, "{'status':'ACTIVE'}")).getString("status"));
        Socket back = demo.connect(
                        token(meeting, eve).json().getJsonObject("data").getString("token"))
                .join(meeting.getString("group"));
        assertEquals(1, data(session(meeting)).getInteger("live_participants"));
        data(patch(meeting, "{'title':'again'}"));
        assertEquals(0, back.closed());
        assertEquals(1, data(session(meeting)).getInteger("live_participants"), "a new title closes nothing");
        end(meeting);
    }

    private Answer token(JsonObject meeting, JsonObject participant) {
        return demo.call(
                "post " + PARTICIPANT + "/token",
                BASE + "/meetings/" + meeting.getString("id") + "/participants/" + participant.getString("id")
                        + "/token",
                null);
    }

    @Test
    void aMeetingHoldsSoMany() {
        JsonObject meeting = meeting("{'max_participants':1}");
        JsonObject a = data(add(meeting, "{'custom_participant_id':'a','preset_name':'viewer'}"));
        JsonObject b = data(add(meeting, "{'custom_participant_id':'b','preset_name':'viewer'}"));
        Socket first = demo.connect(a.getString("token")).join(meeting.getString("group"));
        Socket second = demo.connect(b.getString("token"));
        assertEquals("group_full", refused(second, meeting.getString("group")).getString("code"));
        assertEquals(0, first.closed());
        for (int i = 0; i < 3; i++) {
            data(add(meeting, "{'custom_participant_id':'p" + i + "','preset_name':'viewer'}"));
        }
        assertEquals("limit_reached", code(add(meeting, "{'custom_participant_id':'p9','preset_name':'viewer'}")));
        data(add(meeting, "{'custom_participant_id':'p1','preset_name':'viewer','name':'the same'}"));
        end(meeting);
    }

    @Test
    void anAppHasSoManyActiveMeetingsAtOnce() {
        List<JsonObject> made = new ArrayList<>();
        Answer answer = other.call("post " + APP + "/meetings", "/v1/kit/other/meetings", "{}");
        while (answer.status() == 201) {
            made.add(data(answer));
            answer = other.call("post " + APP + "/meetings", "/v1/kit/other/meetings", "{}");
        }
        assertEquals(40, made.size());
        assertEquals("limit_reached", code(answer));
        String one = "/v1/kit/other/meetings/" + made.getFirst().getString("id");
        other.call("patch " + MEETING, one, "{\"status\":\"INACTIVE\"}");
        assertEquals(
                201,
                other.call("post " + APP + "/meetings", "/v1/kit/other/meetings", "{}")
                        .status());
        assertEquals("limit_reached", code(other.call("patch " + MEETING, one, "{\"status\":\"ACTIVE\"}")));

        JsonObject page = other.call("get " + APP + "/meetings", "/v1/kit/other/meetings?page_no=3&per_page=20", null)
                .json();
        assertEquals(1, page.getJsonArray("data").size());
        assertEquals(
                Map.of("total_count", 41, "start_offset", 41, "end_offset", 41),
                page.getJsonObject("paging").getMap());
        JsonObject inactive = other.call("get " + APP + "/meetings", "/v1/kit/other/meetings?status=INACTIVE", null)
                .json();
        assertEquals(
                made.getFirst().getString("id"),
                inactive.getJsonArray("data").getJsonObject(0).getString("id"));
    }

    @Test
    void whoWaitsIsLetInOrSentAway() {
        JsonObject meeting = meeting("{'waiting_room':true}");
        data(post(APP + "/presets", "/presets", "{'name':'doctor','permissions':{'waiting_room_type':'SKIP'}}"));
        JsonObject doctor = data(add(meeting, "{'custom_participant_id':'doc','preset_name':'doctor'}"));
        JsonObject pat = data(add(meeting, "{'custom_participant_id':'pat','preset_name':'viewer'}"));
        JsonObject sam = data(add(meeting, "{'custom_participant_id':'sam','preset_name':'viewer'}"));
        assertFalse(doctor.getBoolean("waiting"));
        assertTrue(pat.getBoolean("waiting"));
        demo.connect(doctor.getString("token")).join(meeting.getString("group"));
        Socket waiting = demo.connect(pat.getString("token"));
        assertEquals("forbidden", refused(waiting, meeting.getString("group")).getString("code"));
        waiting.join(meeting.getString("group") + ":waiting:" + pat.getString("id"));
        Socket away = demo.connect(sam.getString("token"))
                .join(meeting.getString("group") + ":waiting:" + sam.getString("id"));
        assertEquals(
                "forbidden",
                refused(away, meeting.getString("group") + ":waiting:" + pat.getString("id"))
                        .getString("code"),
                "those who wait do not see each other");
        await().until(() -> waitingList(meeting).size() == 2);

        data(act(meeting, "/waiting-room/accept", "{'custom_participant_ids':['pat']}"));
        await().until(() -> waiting.heard().stream().anyMatch(frame -> frame.containsKey("content")));
        JsonObject news = waiting.heard().stream()
                .filter(frame -> frame.containsKey("content"))
                .findFirst()
                .orElseThrow();
        assertEquals("system", news.getString("user_id"));
        assertEquals(null, news.getString("cid"));
        JsonObject said = news.getJsonObject("content").getJsonObject("waiting_room");
        assertEquals("accepted", said.getString("event"));
        waiting.send("{\"type\":\"refresh\",\"id\":8,\"token\":\"" + said.getString("token") + "\"}");
        waiting.send("{\"type\":\"join\",\"id\":9,\"group\":\"" + said.getString("group") + "\"}");
        await().until(() -> data(session(meeting)).getInteger("live_participants") == 2);
        assertFalse(token(meeting, pat).json().getJsonObject("data").getBoolean("waiting"));

        data(act(meeting, "/waiting-room/reject", "{'participant_ids':['" + sam.getString("id") + "']}"));
        await().until(() -> away.closed() == 4403);
        assertTrue(away.heard().stream().anyMatch(frame -> frame.encode().contains("rejected")));
        await().until(() -> waitingList(meeting).isEmpty());
        end(meeting);
    }

    @Test
    void aHostWhoLooksIntoAWaitingRoomIsNeitherListedNorSentAway() {
        data(post(
                APP + "/presets",
                "/presets",
                "{'name':'usher','grants':{'groups':{'*':['*']}}," + "'permissions':{'waiting_room_type':'SKIP'}}"));
        JsonObject meeting = meeting("{'waiting_room':true}");
        JsonObject usher = data(add(meeting, "{'custom_participant_id':'ush','preset_name':'usher'}"));
        JsonObject pat = data(add(meeting, "{'custom_participant_id':'pat','preset_name':'viewer'}"));
        String room = meeting.getString("group") + ":waiting:" + pat.getString("id");
        Socket host = demo.connect(usher.getString("token")).join(room);
        assertTrue(waitingList(meeting).isEmpty(), "pat is not there");
        Socket waiting = demo.connect(pat.getString("token")).join(room);
        await().until(() -> waitingList(meeting).size() == 1);
        data(act(meeting, "/waiting-room/reject", "{'custom_participant_ids':['pat']}"));
        await().until(() -> waiting.closed() == 4403);
        host.send("{\"type\":\"ping\",\"id\":31}");
        await().until(() -> host.heard().stream().anyMatch(frame -> frame.getLong("id", 0L) == 31));
        assertFalse(host.heard().stream().anyMatch(frame -> frame.encode().contains("rejected")));
        assertEquals(0, host.closed());
        end(meeting);
    }

    @Test
    void whoIsRejectedAfterBeingLetInIsOutAndItsTokensAreUseless() {
        JsonObject meeting = meeting("{'waiting_room':true}");
        JsonObject pat = data(add(meeting, "{'custom_participant_id':'pat','preset_name':'viewer'}"));
        data(act(meeting, "/waiting-room/accept", "{'custom_participant_ids':['pat']}"));
        String full = data(token(meeting, pat)).getString("token");
        Socket inside = demo.connect(full).join(meeting.getString("group"));
        assertEquals(1, data(session(meeting)).getInteger("live_participants"));

        data(act(meeting, "/waiting-room/reject", "{'custom_participant_ids':['pat']}"));
        await().until(() -> inside.closed() == 4403);
        assertEquals("not_found", code(session(meeting)), "nobody is in it");
        assertEquals(401, demo.refusal(full));
        data(act(meeting, "/waiting-room/reject", "{'custom_participant_ids':['pat']}"));

        JsonObject again = data(token(meeting, pat));
        assertTrue(again.getBoolean("waiting"));
        Socket back = demo.connect(again.getString("token"))
                .join(meeting.getString("group") + ":waiting:" + pat.getString("id"));
        await().until(() -> waitingList(meeting).size() == 1);
        data(act(meeting, "/waiting-room/accept", "{'custom_participant_ids':['pat']}"));
        await().until(() ->
                back.heard().stream().anyMatch(frame -> frame.encode().contains("accepted")));
        assertEquals(101, demo.refusal(data(token(meeting, pat)).getString("token")));
        end(meeting);
    }

    @Test
    void whoIsLetInAndSentAwayAtOnceHasNoTokenThatOutlivesIt() {
        JsonObject meeting = meeting("{'waiting_room':true}");
        JsonObject pat = data(add(meeting, "{'custom_participant_id':'pat','preset_name':'viewer'}"));
        String room = meeting.getString("group") + ":waiting:" + pat.getString("id");
        Socket waiting = demo.connect(pat.getString("token")).join(room);
        await().until(() -> waitingList(meeting).size() == 1);
        IntStream.range(0, 8)
                .parallel()
                .forEach(i -> data(act(
                        meeting,
                        i % 2 == 0 ? "/waiting-room/accept" : "/waiting-room/reject",
                        "{'custom_participant_ids':['pat']}")));
        data(act(meeting, "/waiting-room/reject", "{'custom_participant_ids':['pat']}"));
        waiting.heard().stream()
                .filter(frame -> frame.containsKey("content"))
                .map(frame -> frame.getJsonObject("content")
                        .getJsonObject("waiting_room")
                        .getString("token"))
                .filter(token -> token != null)
                .forEach(token -> assertEquals(401, demo.refusal(token)));
        assertTrue(data(token(meeting, pat)).getBoolean("waiting"));
        end(meeting);
    }

    @Test
    void whoIsAddedWhileItIsRemovedHasATokenThatWorks() {
        JsonObject meeting = meeting("{}");
        String body = "{'custom_participant_id':'rob','preset_name':'viewer'}";
        JsonObject rob = data(add(meeting, body));
        String path = BASE + "/meetings/" + meeting.getString("id") + "/participants/" + rob.getString("id");
        for (int i = 0; i < 10; i++) {
            List<Answer> both = IntStream.range(0, 2)
                    .parallel()
                    .mapToObj(each -> each == 0 ? demo.call("delete " + PARTICIPANT, path, null) : add(meeting, body))
                    .toList();
            boolean isThere = demo.get(PARTICIPANT, path).status() == 200;
            assertEquals(isThere ? 101 : 401, demo.refusal(data(both.get(1)).getString("token")));
            data(add(meeting, body));
        }
        end(meeting);
    }

    private JsonArray waitingList(JsonObject meeting) {
        return demo.get(MEETING + "/waiting-room", BASE + "/meetings/" + meeting.getString("id") + "/waiting-room")
                .json()
                .getJsonArray("data");
    }

    @Test
    void whoIsRemovedHasNoTokenAnyMore() {
        JsonObject meeting = meeting("{}");
        JsonObject rob = data(add(meeting, "{'custom_participant_id':'rob','preset_name':'viewer'}"));
        String second = data(token(meeting, rob)).getString("token");
        assertNotEquals(rob.getString("token"), second);
        Socket one = demo.connect(rob.getString("token")).join(meeting.getString("group"));
        Socket two = demo.connect(second).join(meeting.getString("group"));
        String path = BASE + "/meetings/" + meeting.getString("id") + "/participants/" + rob.getString("id");
        assertEquals(200, demo.call("delete " + PARTICIPANT, path, null).status());
        await().until(() -> one.closed() == 4407 && two.closed() == 4407);
        assertEquals(401, demo.refusal(second));
        assertEquals("not_found", code(demo.call("delete " + PARTICIPANT, path, null)));
        assertEquals("not_found", code(token(meeting, rob)));
        JsonObject again = data(add(meeting, "{'custom_participant_id':'rob','preset_name':'viewer'}"));
        assertEquals(rob.getString("id"), again.getString("id"));
        assertEquals(
                0,
                demo.connect(again.getString("token"))
                        .join(meeting.getString("group"))
                        .closed());
        end(meeting);
    }

    @Test
    void participantsAreChangedAndPaged() {
        JsonObject meeting = meeting("{}");
        JsonObject kim = data(add(meeting, "{'custom_participant_id':'kim','preset_name':'viewer','name':'Kim'}"));
        String path = BASE + "/meetings/" + meeting.getString("id") + "/participants/" + kim.getString("id");
        JsonObject changed =
                data(demo.call("patch " + PARTICIPANT, path, "{\"name\":null,\"picture\":\"https://k.example\"}"));
        assertEquals(null, changed.getString("name"));
        assertEquals("https://k.example", changed.getString("picture"));
        assertEquals("viewer", changed.getString("preset_name"));
        assertEquals("not_found", code(demo.call("patch " + PARTICIPANT, path, "{\"preset_name\":\"VIEWER\"}")));
        assertEquals(changed, data(demo.get(PARTICIPANT, path)));
        data(add(meeting, "{'custom_participant_id':'lee','preset_name':'viewer'}"));
        JsonObject page = demo.get(
                        MEETING + "/participants",
                        BASE + "/meetings/" + meeting.getString("id") + "/participants?per_page=1&page_no=2")
                .json();
        assertEquals(2, page.getJsonObject("paging").getInteger("total_count"));
        assertEquals(1, page.getJsonArray("data").size());
        end(meeting);
    }

    @Test
    void whoIsAddedManyTimesAtOnceIsOneParticipant() {
        JsonObject meeting = meeting("{}");
        List<String> ids = IntStream.range(0, 12)
                .parallel()
                .mapToObj(i -> data(add(
                                meeting, "{'custom_participant_id':'same','preset_name':'viewer','name':'n" + i + "'}"))
                        .getString("id"))
                .distinct()
                .toList();
        assertEquals(1, ids.size());
        JsonObject page = demo.get(
                        MEETING + "/participants", BASE + "/meetings/" + meeting.getString("id") + "/participants")
                .json();
        assertEquals(1, page.getJsonObject("paging").getInteger("total_count"));
        end(meeting);
    }

    @Test
    void presetsAreKnownByTheirNames() {
        JsonObject made = data(post(
                APP + "/presets", "/presets", "{'name':'Quiet','permissions':{'chat':{'public':{'can_send':false}}}}"));
        assertEquals(
                new JsonArray().add("join"),
                made.getJsonObject("grants").getJsonObject("groups").getJsonArray("{meeting}"));
        assertEquals("bad_request", code(post(APP + "/presets", "/presets", "{'name':'Quiet'}")));
        assertEquals("bad_request", code(post(APP + "/presets", "/presets", "{'name':'viewer'}")));
        data(post(APP + "/presets", "/presets", "{'name':'quiet'}"));
        String path = BASE + "/presets/" + made.getString("id");
        JsonObject changed = data(demo.call(
                "patch " + APP + "/presets/{preset_id}",
                path,
                "{\"name\":\"Quiet\",\"grants\":{\"groups\":{\"{meeting}\":[\"join\"],\"inbox-{user}\":[\"*\"]}}}"));
        assertTrue(changed.getJsonObject("grants").encode().contains("inbox-{user}"));
        for (String bad : List.of("{\"name\":\"Other\"}", "{\"grants\":{\"groups\":{\"x\":[\"fly\"]}}}")) {
            assertEquals("bad_request", code(demo.call("patch " + APP + "/presets/{preset_id}", path, bad)));
        }
        JsonArray all = demo.get(APP + "/presets", BASE + "/presets?per_page=100")
                .json()
                .getJsonArray("data");
        JsonObject viewer = all.getJsonObject(0);
        assertEquals("viewer", viewer.getString("name"));
        assertTrue(viewer.getBoolean("configured"));
        assertFalse(all.encode().contains("theirs"), "of another tenant");
        assertEquals(
                "forbidden",
                code(demo.call(
                        "delete " + APP + "/presets/{preset_id}", BASE + "/presets/" + viewer.getString("id"), null)));
        data(demo.call("delete " + APP + "/presets/{preset_id}", path, null));
        assertEquals("not_found", code(demo.get(APP + "/presets/{preset_id}", path)));
    }

    @Test
    void aPatchOfOnePermissionLeavesTheOthersOfAPreset() {
        JsonObject made = data(
                post(
                        APP + "/presets",
                        "/presets",
                        "{'name':'hushed','grants':{'groups':{'{meeting}':['join','members'],'inbox-{user}':['*']},'actions':['*']}}"));
        String path = BASE + "/presets/" + made.getString("id");
        String operation = "patch " + APP + "/presets/{preset_id}";
        String isPrivate = "{\"permissions\":{\"chat\":{\"private\":{\"can_send\":false}}}}";
        JsonObject grants = data(demo.call(operation, path, isPrivate)).getJsonObject("grants");
        assertEquals(made.getJsonObject("grants").getJsonObject("groups"), grants.getJsonObject("groups"));
        assertEquals(new JsonArray().add("list").add("call"), grants.getJsonArray("actions"));

        String isPublic = "{\"permissions\":{\"chat\":{\"public\":{\"can_send\":true}}}}";
        grants = data(demo.call(operation, path, isPublic)).getJsonObject("grants");
        assertEquals(
                new JsonArray().add("join").add("members").add("publish"),
                grants.getJsonObject("groups").getJsonArray("{meeting}"));
        assertEquals(new JsonArray().add("list").add("call"), grants.getJsonArray("actions"));
        data(demo.call("delete " + APP + "/presets/{preset_id}", path, null));
    }

    @Test
    void aChatMessageHasSoManyCharacters() {
        data(post(APP + "/presets", "/presets", "{'name':'chatty'}"));
        JsonObject meeting = meeting("{}");
        JsonObject cat = data(add(meeting, "{'custom_participant_id':'cat','preset_name':'chatty'}"));
        Socket socket = demo.connect(cat.getString("token")).join(meeting.getString("group"));
        String long1 = "é".repeat(4_001);
        String publish =
                "{\"type\":\"publish\",\"id\":%d,\"group\":\"" + meeting.getString("group") + "\",\"content\":%s}";
        socket.send(publish.formatted(11, "\"" + "é".repeat(4_000) + "\""));
        socket.send(publish.formatted(12, "\"" + long1 + "\""));
        socket.send(publish.formatted(13, "{\"x\":{\"text\":\"" + long1 + "\"},\"text\":\"" + long1 + "\"}"));
        socket.send(publish.formatted(14, "{\"x\":{\"text\":\"" + long1 + "\"},\"file\":\"" + long1 + "\"}"));
        await().until(() -> socket.heard().stream().anyMatch(frame -> frame.getLong("id", 0L) == 14));
        assertEquals(
                List.of(12L, 13L),
                socket.notices("too_large").stream()
                        .map(frame -> frame.getLong("id"))
                        .toList());
        end(meeting);
    }

    @Test
    void whatDoesNotFitIsADeclaredErrorInTheirEnvelope() {
        JsonObject meeting = meeting("{}");
        for (String bad : List.of(
                "{'preset_name':'viewer'}",
                "{'custom_participant_id':'a'}",
                "{'custom_participant_id':7,'preset_name':'viewer'}",
                "{'custom_participant_id':'','preset_name':'viewer'}",
                "{'custom_participant_id':'" + "x".repeat(257) + "','preset_name':'viewer'}",
                "{'custom_participant_id':'a','preset_name':'" + "x".repeat(65) + "'}",
                "{'custom_participant_id':'a','preset_name':'viewer','name':'" + "x".repeat(257) + "'}",
                "{'custom_participant_id':'a','preset_name':'viewer','name':'\\u0000'}",
                "{'custom_participant_id':'a','preset_name':'viewer','name':'\\ud800'}",
                "{'custom_participant_id':'a','preset_name':'viewer','picture':[]}",
                "{'custom_participant_id':'a\\n','preset_name':'viewer'}",
                "[]",
                "nonsense")) {
            assertCode(bad, "bad_request", code(add(meeting, bad)));
        }
        assertEquals("not_found", code(add(meeting, "{'custom_participant_id':'a','preset_name':'none'}")));
        assertEquals(
                "too_large",
                code(add(
                        meeting,
                        "{'custom_participant_id':'" + "\\u2028".repeat(256) + "','preset_name':'viewer','name':'"
                                + "é".repeat(256) + "','picture':'" + "é".repeat(2_000) + "'}")));
        for (String bad : List.of(
                "{'title':7}",
                "{'title':'" + "x".repeat(257) + "'}",
                "{'max_participants':0}",
                "{'lifetime_s':1}",
                "{'record_on_start':true}",
                "{'waiting_room':'yes'}")) {
            assertCode(bad, "bad_request", code(post(APP + "/meetings", "/meetings", bad)));
        }
        for (String bad : List.of(
                "{}",
                "{'name':''}",
                "{'name':'" + "x".repeat(65) + "'}",
                "{'name':'a','grants':[]}",
                "{'name':'a','permissions':{'waiting_room_type':'ON_PRIVILEGED_USER_ENTRY'}}")) {
            assertCode(bad, "bad_request", code(post(APP + "/presets", "/presets", bad)));
        }
        assertEquals("bad_request", code(patch(meeting, "{'status':'OVER'}")));
        JsonObject odd = meeting("{'status':{'a':[1]},'unknown':7,'title':null}");
        assertEquals("ACTIVE", odd.getString("status"), "a field that a new meeting does not have");
        end(odd);
        assertEquals("bad_request", code(act(meeting, "/active-session/kick", "{}")));
        assertEquals("bad_request", code(act(meeting, "/active-session/kick", "{'participant_ids':'x'}")));
        for (String query : List.of("?page_no=-1", "?per_page=0", "?per_page=101", "?start_time=x", "?status=x")) {
            assertCode(query, "bad_request", code(demo.get(APP + "/meetings", BASE + "/meetings" + query)));
        }
        assertEquals("too_large", code(add(meeting, "{'x':'" + "x".repeat(1_200_000) + "'}")));
        JsonObject unknown = new JsonObject().put("id", "00000000-0000-0000-0000-000000000000");
        assertEquals("not_found", code(add(unknown, "{'custom_participant_id':'a','preset_name':'viewer'}")));
        assertEquals("not_found", code(patch(unknown, "{'title':'x'}")));
        assertEquals("not_found", code(session(unknown)));
        assertEquals("not_found", code(token(meeting, unknown)));
        end(meeting);
    }

    private static HttpResponse<String> raw(String method, String path, @Nullable String authorization)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + GATEWAY.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (authorization != null) {
            request.header("authorization", authorization);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void clientsOfTheirsNeedAnotherBaseAddressAlone() throws Exception {
        String theirs = "/client/v4/accounts/023e105f/realtime/kit/demo/meetings?search=Needle%20in&per_page=5";
        JsonObject meeting = meeting("{'title':'A needle in hay'}");
        for (String authorization : List.of("Bearer " + KEY, basic("org:" + KEY), basic(":" + KEY))) {
            HttpResponse<String> found = raw("GET", theirs, authorization);
            assertEquals(200, found.statusCode(), found.body());
            assertEquals(
                    meeting.getString("id"),
                    new JsonObject(found.body())
                            .getJsonArray("data")
                            .getJsonObject(0)
                            .getString("id"));
        }
        for (String wrong : List.of("Basic !!", basic(KEY), basic("org:nothing"), "Digest x", "Bearer nothing")) {
            HttpResponse<String> refused = raw("GET", theirs, wrong);
            assertEquals(401, refused.statusCode(), wrong);
            assertEquals(
                    "bad_token",
                    new JsonObject(refused.body()).getJsonObject("error").getString("code"));
        }
        assertEquals(401, raw("GET", theirs, null).statusCode());
        assertEquals(404, raw("GET", theirs, "Bearer " + OTHER).statusCode(), "another tenant's key");
        assertEquals(403, raw("GET", theirs, "Bearer " + READER).statusCode(), "a key for other things");
        assertEquals(405, raw("DELETE", theirs, "Bearer " + KEY).statusCode());
        HttpResponse<String> nothing =
                raw("GET", "/client/v4/accounts/x/realtime/kit/demo/recordings", "Bearer " + KEY);
        assertEquals(404, nothing.statusCode());
        assertEquals(false, new JsonObject(nothing.body()).getBoolean("success"));
        assertEquals(401, raw("GET", "/v1/users", basic("org:" + KEY)).statusCode(), "a password is for /v1/kit alone");
        end(meeting);
    }

    @Test
    void aMeetingOfAnotherTenantIsNotThere() {
        JsonObject meeting = meeting("{}");
        String path = "/v1/kit/other/meetings/" + meeting.getString("id");
        assertEquals("not_found", code(other.get(MEETING, path)));
        assertEquals("not_found", code(other.get(MEETING, path.replace("/other/", "/demo/"))));
        end(meeting);
    }
}
