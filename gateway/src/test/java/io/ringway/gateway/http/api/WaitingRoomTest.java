package io.ringway.gateway.http.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.http.api.ApiClient.Answer;
import io.ringway.gateway.http.api.ApiClient.Socket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who waits for a meeting, and who sees that. */
class WaitingRoomTest extends KitCalls {
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

    private JsonArray waitingList(JsonObject meeting) {
        return demo.get(MEETING + "/waiting-room", BASE + "/meetings/" + meeting.getString("id") + "/waiting-room")
                .json()
                .getJsonArray("data");
    }

    private JsonObject nosy(String pattern) {
        Answer minted = demo.call(
                "post /v1/tokens",
                "/v1/tokens",
                new JsonObject()
                        .put("user_id", "nosy")
                        .put("groups", new JsonObject().put(pattern, new JsonArray().add("join")))
                        .encode());
        assertEquals(201, minted.status(), minted.text());
        return minted.json();
    }

    @Test
    void grantsThatReachEveryGroupReachNobodyWhoWaits() {
        JsonObject meeting = meeting("{'waiting_room':true}");
        JsonObject una = data(add(meeting, "{'custom_participant_id':'una','preset_name':'viewer'}"));
        String room = meeting.getString("group") + ":waiting:" + una.getString("id");
        demo.connect(una.getString("token")).join(room);
        for (String pattern : List.of("*", "meeting:*", meeting.getString("group") + ":waiting:*", room + "*")) {
            Socket stranger = demo.connect(nosy(pattern).getString("token"));
            assertEquals("forbidden", refused(stranger, room).getString("code"), pattern);
            stranger.send("{\"type\":\"members\",\"id\":78,\"group\":\"" + room + "\"}");
            await().until(() -> stranger.notices("forbidden").size() == 2);
        }
        end(meeting);
    }

    private static List<String> listed(Socket socket, int limit) {
        List<String> names = new ArrayList<>();
        String after = null;
        do {
            int id = 1_000 + names.size();
            JsonObject ask =
                    new JsonObject().put("type", "groups").put("id", id).put("limit", limit);
            socket.send((after == null ? ask : ask.put("after", after)).encode());
            JsonObject page = socket.answer(id);
            page.getJsonArray("groups").forEach(row -> names.add(((JsonObject) row).getString("group")));
            after = page.getString("next");
        } while (after != null);
        return names;
    }

    @Test
    void whoMayListGroupsSeesNeitherMeetingsNorWhoWaits() {
        JsonObject meeting = meeting("{'waiting_room':true}");
        String group = meeting.getString("group");
        JsonObject una = data(add(meeting, "{'custom_participant_id':'una','preset_name':'viewer'}"));
        String room = group + ":waiting:" + una.getString("id");
        demo.connect(una.getString("token")).join(room);
        demo.connect(nosy(group).getString("token")).join(group);
        Socket stranger = demo.connect(ownToken("nosy"));
        stranger.join("meeting:a").join("meeting:z");
        await().until(() -> listed(stranger, 100).containsAll(List.of("meeting:a", "meeting:z")));
        for (int limit : new int[] {1, 100}) {
            List<String> names = listed(stranger, limit);
            assertFalse(names.contains(group) || names.contains(room), names + ", " + limit + " at a time");
            assertTrue(names.containsAll(List.of("meeting:a", "meeting:z")), names + ", " + limit + " at a time");
        }
        String named = demo.token("{'user_id':'staff','groups':{'" + group + "':['members']},'actions':['list']}");
        List<String> names = listed(demo.connect(named), 1);
        assertTrue(names.contains(group) && !names.contains(room), names::toString);
        end(meeting);
    }

    /** A token that says nothing of groups, as an app has for its users outside of meetings. */
    private String ownToken(String user) {
        Answer minted = demo.call("post /v1/tokens", "/v1/tokens", "{\"user_id\":\"" + user + "\"}");
        assertEquals(201, minted.status(), minted.text());
        return minted.json().getString("token");
    }

    private void assertShutOut(Socket socket, JsonObject meeting) {
        String group = meeting.getString("group");
        assertEquals("forbidden", refused(socket, group).getString("code"));
        socket.send("{\"type\":\"members\",\"id\":79,\"group\":\"" + group + "\"}");
        await().until(() -> socket.notices("forbidden").size() == 2);
    }

    @Test
    void whoWaitsDoesNotWalkAroundTheWaitingRoomWithAnotherTokenOfTheApp() {
        JsonObject meeting = meeting("{'waiting_room':true}");
        JsonObject pat = data(add(meeting, "{'custom_participant_id':'pat','preset_name':'viewer'}"));
        assertTrue(pat.getBoolean("waiting"));
        assertShutOut(demo.connect(ownToken("pat")), meeting);
        for (String pattern : List.of("*", "meeting:*", meeting.getString("group") + "*")) {
            assertShutOut(demo.connect(nosy(pattern).getString("token")), meeting);
        }
        demo.connect(nosy(meeting.getString("group")).getString("token")).join(meeting.getString("group"));
        demo.connect(ownToken("pat")).join("meeting:planning");
        end(meeting);
    }

    @Test
    void whoWasRemovedOrRejectedDoesNotComeBackWithAnotherTokenOfTheApp() {
        JsonObject meeting = meeting("{'waiting_room':true}");
        JsonObject pat = data(add(meeting, "{'custom_participant_id':'pat','preset_name':'viewer'}"));
        data(act(meeting, "/waiting-room/accept", "{'custom_participant_ids':['pat']}"));
        demo.connect(data(token(meeting, pat)).getString("token")).join(meeting.getString("group"));
        data(act(meeting, "/waiting-room/reject", "{'custom_participant_ids':['pat']}"));
        assertShutOut(demo.connect(ownToken("pat")), meeting);
        data(demo.call(
                "delete " + PARTICIPANT,
                BASE + "/meetings/" + meeting.getString("id") + "/participants/" + pat.getString("id"),
                null));
        assertShutOut(demo.connect(ownToken("pat")), meeting);
        end(meeting);
    }

    @Test
    void aPresetWhoseGrantsHaveAStarLetsIntoItsOwnMeeting() {
        data(post(APP + "/presets", "/presets", "{'name':'staff','grants':{'groups':{'*':['join','publish']}}}"));
        data(post(APP + "/presets", "/presets", "{'name':'guest','grants':{'groups':{'{user}*':['join']}}}"));
        JsonObject meeting = meeting("{}");
        JsonObject other = meeting("{}");
        JsonObject ada = data(add(meeting, "{'custom_participant_id':'ada','preset_name':'staff'}"));
        Socket staff = demo.connect(ada.getString("token")).join(meeting.getString("group"));
        assertEquals("forbidden", refused(staff, other.getString("group")).getString("code"));
        JsonObject bob = data(add(meeting, "{'custom_participant_id':'bob','preset_name':'guest'}"));
        Socket guest = demo.connect(bob.getString("token"));
        assertEquals("forbidden", refused(guest, meeting.getString("group")).getString("code"));
        end(meeting);
        end(other);
    }

    @Test
    void aStrangerInTheGroupOfWhoWaitsIsNotToldTheToken() {
        JsonObject meeting = meeting("{'waiting_room':true}");
        JsonObject vic = data(add(meeting, "{'custom_participant_id':'vic','preset_name':'viewer'}"));
        String room = meeting.getString("group") + ":waiting:" + vic.getString("id");
        Socket waiting = demo.connect(vic.getString("token")).join(room);
        Socket stranger = demo.connect(nosy(room).getString("token")).join(room);
        data(act(meeting, "/waiting-room/accept", "{'custom_participant_ids':['vic']}"));
        await().until(() -> waiting.heard().stream().anyMatch(frame -> frame.containsKey("content")));
        // What is said to it now comes after whatever it was told before.
        assertEquals("forbidden", refused(stranger, "elsewhere").getString("code"));
        assertFalse(stranger.heard().stream().anyMatch(frame -> frame.encode().contains("waiting_room")));
        end(meeting);
    }

    @Test
    void aHostWhoLooksIntoAWaitingRoomIsNeitherListedNorSentAway() {
        JsonObject meeting = meeting("{'waiting_room':true}");
        JsonObject pat = data(add(meeting, "{'custom_participant_id':'pat','preset_name':'viewer'}"));
        String room = meeting.getString("group") + ":waiting:" + pat.getString("id");
        Socket host = demo.connect(nosy(room).getString("token")).join(room);
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
}
