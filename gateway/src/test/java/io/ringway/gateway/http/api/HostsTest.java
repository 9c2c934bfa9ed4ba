package io.ringway.gateway.http.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.http.api.ApiClient.Socket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Hosts who let others into a meeting from the page. */
class HostsTest extends KitCalls {
    private JsonObject meeting = new JsonObject();
    private long id = 100;

    @BeforeAll
    void aHostsPreset() {
        JsonObject host = data(post(
                APP + "/presets",
                "/presets",
                "{'name':'host','permissions':{'waiting_room_type':'SKIP','accept_waiting_requests':true}}"));
        assertEquals(true, host.getJsonObject("permissions").getBoolean("accept_waiting_requests"));
        assertTrue(host.getJsonObject("grants").encode().contains("admit"));
    }

    private JsonObject add(String user, String preset) {
        return data(add(
                meeting,
                "{'custom_participant_id':'" + user + "','name':'" + user + " A.','preset_name':'" + preset + "'}"));
    }

    private Socket comes(JsonObject participant) {
        String group = meeting.getString("group");
        return demo.connect(participant.getString("token"))
                .join(participant.getBoolean("waiting") ? group + ":waiting:" + participant.getString("id") : group);
    }

    private static List<JsonObject> news(Socket socket, String event) {
        return socket.heard().stream()
                .filter(frame -> frame.containsKey("content") && frame.getString("cid") == null)
                .map(frame -> frame.getJsonObject("content").getJsonObject("waiting_room"))
                .filter(Objects::nonNull)
                .filter(news -> news.getString("event").equals(event))
                .toList();
    }

    private static void awaitNews(Socket socket, String event, String user) {
        await().until(() ->
                news(socket, event).stream().anyMatch(news -> user.equals(news.getString("custom_participant_id"))));
    }

    private JsonObject admit(Socket socket, String participant, boolean accept) {
        long own = id++;
        socket.send(new JsonObject()
                .put("type", "admit")
                .put("id", own)
                .put("group", meeting.getString("group"))
                .put("participant_id", participant)
                .put("accept", accept)
                .encode());
        await().until(() -> socket.heard().stream().anyMatch(frame -> frame.getLong("id", 0L) == own));
        return socket.heard().stream()
                .filter(frame -> frame.getLong("id", 0L) == own)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aHostIsToldWhoWaitsAndLetsThemInFromThePage() {
        meeting = meeting("{'waiting_room':true}");
        JsonObject early = add("early", "viewer");
        Socket waitsAlready = comes(early);
        Socket host = comes(add("host", "host"));
        awaitNews(host, "waiting", "early");

        JsonObject pat = add("pat", "viewer");
        Socket waiting = comes(pat);
        awaitNews(host, "waiting", "pat");
        JsonObject told = news(host, "waiting").getLast();
        assertEquals("pat A.", told.getString("name"));
        assertEquals(pat.getString("id"), told.getString("participant_id"));
        assertEquals("result", admit(host, pat.getString("id"), true).getString("type"));
        await().until(() -> !news(waiting, "accepted").isEmpty());
        String full = news(waiting, "accepted").getFirst().getString("token");
        demo.connect(full).join(meeting.getString("group"));
        await().until(() -> data(session(meeting)).getInteger("live_participants") == 2);

        assertEquals("result", admit(host, early.getString("id"), false).getString("type"));
        await().until(() -> waitsAlready.closed() == 4403);
        awaitNews(host, "left", "early");
        end(meeting);
    }

    @Test
    void whoIsNoHostIsToldOfNobodyAndLetsNobodyIn() {
        meeting = meeting("{'waiting_room':true}");
        Socket host = comes(add("host", "host"));
        data(post(APP + "/presets", "/presets", "{'name':'guest','permissions':{'waiting_room_type':'SKIP'}}"));
        Socket guest = comes(add("guest", "guest"));
        JsonObject pat = add("pat", "viewer");
        Socket waiting = comes(pat);
        awaitNews(host, "waiting", "pat");

        assertEquals("forbidden", admit(guest, pat.getString("id"), true).getString("code"));
        assertEquals("not_joined", admit(waiting, pat.getString("id"), true).getString("code"));
        assertTrue(news(guest, "waiting").isEmpty());
        assertTrue(news(waiting, "accepted").isEmpty());
        for (String nobody : List.of("nobody", "", "x".repeat(2_000))) {
            assertEquals("not_found", admit(host, nobody, true).getString("code"), nobody);
        }
        end(meeting);
    }

    @Test
    void grantsOfEverythingMakeNobodyAHost() {
        meeting = meeting("{'waiting_room':true}");
        Socket host = comes(add("host", "host"));
        JsonObject pat = add("pat", "viewer");
        String group = meeting.getString("group");
        for (String pattern : List.of("*", "meeting:*", group + "*", group)) {
            JsonArray actions = new JsonArray().add("*").add(pattern.equals(group) ? "join" : "admit");
            JsonObject body = new JsonObject()
                    .put("user_id", "nosy")
                    .put("groups", new JsonObject().put(pattern, actions).put(group, new JsonArray().add("join")));
            Socket nosy = demo.connect(
                            demo.post("/v1/tokens", body.encode()).json().getString("token"))
                    .join(group);
            assertEquals("forbidden", admit(nosy, pat.getString("id"), true).getString("code"), pattern);
        }
        assertFalse(news(host, "accepted").stream().findAny().isPresent());
        end(meeting);
    }

    @Test
    void aStrangerInAWaitingRoomIsNotShownToHosts() {
        meeting = meeting("{'waiting_room':true}");
        Socket host = comes(add("host", "host"));
        JsonObject pat = add("pat", "viewer");
        String room = meeting.getString("group") + ":waiting:" + pat.getString("id");
        String token = demo.token("{'user_id':'nosy','groups':{'" + room + "':['join']}}");
        demo.connect(token).join(room);
        comes(pat);
        awaitNews(host, "waiting", "pat");
        assertEquals(1, news(host, "waiting").size());
        end(meeting);
    }

    @Test
    void aHostOfAMeetingThatIsInactiveLetsNobodyIn() {
        meeting = meeting("{'waiting_room':true}");
        Socket host = comes(add("host", "host"));
        JsonObject pat = add("pat", "viewer");
        end(meeting);
        String code = admit(host, pat.getString("id"), true).getString("code");
        assertTrue(List.of("group_closed", "not_joined").contains(code), code);
    }

    @Test
    void aPresetsHostsAreTakenBackByAPatch() {
        String path = "/presets/"
                + data(post(APP + "/presets", "/presets", "{'name':'was','grants':{}}"))
                        .getString("id");
        JsonObject is = data(demo.call(
                "patch " + APP + "/presets/{preset_id}",
                BASE + path,
                "{\"permissions\":{\"accept_waiting_requests\":true}}"));
        assertEquals(true, is.getJsonObject("permissions").getBoolean("accept_waiting_requests"));
        JsonObject no = data(demo.call(
                "patch " + APP + "/presets/{preset_id}",
                BASE + path,
                "{\"permissions\":{\"accept_waiting_requests\":false}}"));
        assertEquals(false, no.getJsonObject("permissions").getBoolean("accept_waiting_requests"));
    }
}
