package io.ringway.gateway.http.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.http.api.ApiClient.Answer;
import io.ringway.gateway.http.api.ApiClient.Socket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Sessions of meetings: how many there are at once, and what is kept of them. */
class SessionsTest extends KitCalls {
    private static final String SESSIONS = APP + "/sessions";
    private static final String SESSION = SESSIONS + "/{session_id}";

    private Socket enter(JsonObject meeting, String user) {
        JsonObject participant = data(add(
                meeting,
                "{'custom_participant_id':'" + user + "','preset_name':'viewer','name':'Name of " + user + "'}"));
        return demo.connect(participant.getString("token")).join(meeting.getString("group"));
    }

    private JsonArray sessions(String query) {
        return data(demo.get(SESSIONS, BASE + "/sessions?per_page=100" + query)).getJsonArray("sessions");
    }

    private JsonObject only(JsonObject meeting, String query) {
        JsonArray found = sessions("&associated_id=" + meeting.getString("id") + query);
        assertEquals(1, found.size(), found::encode);
        return found.getJsonObject(0);
    }

    private JsonArray attendees(String session) {
        return data(demo.get(SESSION + "/participants", BASE + "/sessions/" + session + "/participants"))
                .getJsonArray("participants");
    }

    private void awaitNobody(JsonObject meeting) {
        await().until(() -> session(meeting).status() == 404);
    }

    private void leave(Socket socket, JsonObject meeting) {
        socket.send("{\"type\":\"leave\",\"id\":9,\"group\":\"" + meeting.getString("group") + "\"}");
        await().until(() -> socket.heard().stream().anyMatch(frame -> frame.getLong("id", 0L) == 9));
    }

    @Test
    void anActiveSessionHasTheTimesOfTheSessionAndNotOfTheMeeting() {
        JsonObject meeting = meeting("{}");
        enter(meeting, "ada");
        await().until(() ->
                sessions("&associated_id=" + meeting.getString("id")).size() == 1);
        JsonObject kept = only(meeting, "");
        JsonObject active = data(session(meeting));
        assertEquals(kept.getString("id"), active.getString("id"));
        assertEquals(kept.getString("started_at"), active.getString("created_at"));
        assertFalse(
                Instant.parse(active.getString("updated_at")).isBefore(Instant.parse(kept.getString("updated_at"))));
        end(meeting);
    }

    @Test
    void aSessionTellsWhoWasThereWhenItIsOver() {
        JsonObject meeting = meeting("{'title':'Weekly'}");
        assertEquals(0, sessions("&associated_id=" + meeting.getString("id")).size(), "nobody was in it");
        Socket ada = enter(meeting, "ada");
        Socket bob = enter(meeting, "bob");
        JsonObject live = only(meeting, "&status=LIVE");
        await().until(() -> only(meeting, "").getDouble("minutes_consumed") > live.getDouble("minutes_consumed"));
        assertEquals(live.getString("id"), data(session(meeting)).getString("id"));
        assertEquals("Weekly", live.getString("meeting_display_name"));
        assertFalse(live.containsKey("ended_at"));
        leave(bob, meeting);
        leave(ada, meeting);
        awaitNobody(meeting);

        String id = live.getString("id");
        JsonObject over = only(meeting, "&status=ENDED");
        assertEquals(id, over.getString("id"));
        assertEquals(0, over.getInteger("live_participants"));
        assertFalse(Instant.parse(over.getString("ended_at")).isBefore(Instant.parse(over.getString("started_at"))));
        assertEquals(0, sessions("&status=LIVE&search=" + id).size());
        assertEquals(over, data(demo.get(SESSION, BASE + "/sessions/" + id)).getJsonObject("session"));

        Set<String> there = new TreeSet<>();
        double minutes = 0;
        for (Object one : attendees(id)) {
            JsonObject attendee = (JsonObject) one;
            minutes += attendee.getDouble("duration");
            there.add(attendee.getString("custom_participant_id") + " " + attendee.getString("display_name") + " "
                    + attendee.getString("preset_name"));
            assertTrue(attendee.containsKey("left_at"), attendee::encode);
            assertEquals(
                    attendee,
                    data(demo.get(
                                    SESSION + "/participants/{participant_id}",
                                    BASE + "/sessions/" + id + "/participants/" + attendee.getString("id")))
                            .getJsonObject("participant"));
        }
        assertEquals(Set.of("ada Name of ada viewer", "bob Name of bob viewer"), there);
        assertEquals(minutes, over.getDouble("minutes_consumed"), 1e-6);
        assertTrue(minutes > 0, over::encode);

        enter(meeting, "ada");
        JsonArray both = sessions("&associated_id=" + meeting.getString("id"));
        assertEquals(2, both.size());
        assertNotEquals(id, both.getJsonObject(0).getString("id"), "the newest first");
        assertEquals(
                id,
                sessions("&sort_order=ASC&associated_id=" + meeting.getString("id"))
                        .getJsonObject(0)
                        .getString("id"));
        end(meeting);
    }

    @Test
    void aUserWhoComesTwiceIsOneParticipantOfTheSession() {
        JsonObject meeting = meeting("{}");
        Socket first = enter(meeting, "ada");
        Socket second = enter(meeting, "ada");
        String id = only(meeting, "").getString("id");
        leave(first, meeting);
        JsonArray there = attendees(id);
        assertEquals(1, there.size());
        assertFalse(there.getJsonObject(0).containsKey("left_at"), "one of two connections is there");
        leave(second, meeting);
        awaitNobody(meeting);
        assertTrue(attendees(id).getJsonObject(0).containsKey("left_at"));
        end(meeting);
    }

    @Test
    void meetingsThatNobodyIsInDoNotCountAndOneTooManyWithSomebodyIsRefused() {
        await().until(() -> sessions("&status=LIVE").isEmpty());
        List<JsonObject> made = new ArrayList<>();
        for (int i = 0; i <= 10; i++) {
            made.add(meeting("{}"));
        }
        List<Socket> in = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            in.add(enter(made.get(i), "u" + i));
        }
        JsonObject last = made.getLast();
        JsonObject late = data(add(last, "{'custom_participant_id':'late','preset_name':'viewer'}"));
        Socket socket = demo.connect(late.getString("token"));
        assertEquals("limit_reached", refused(socket, last.getString("group")).getString("code"));
        Answer bot = demo.post(
                "/v1/presence", "{'group':'" + last.getString("group") + "','user_id':'bot','event':'joined'}");
        assertEquals("limit_reached", bot.code());
        assertEquals(0, sessions("&associated_id=" + last.getString("id")).size());
        enter(made.getFirst(), "another");

        leave(in.get(1), made.get(1));
        awaitNobody(made.get(1));
        socket.join(last.getString("group"));
        assertEquals(1, data(session(last)).getInteger("live_participants"));
        made.forEach(this::end);
    }

    @Test
    void theOldestSessionsThatAreOverMakeRoom() {
        JsonObject meeting = meeting("{}");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            Socket socket = enter(meeting, "ada");
            ids.add(data(session(meeting)).getString("id"));
            leave(socket, meeting);
            awaitNobody(meeting);
        }
        assertEquals(14, Set.copyOf(ids).size());
        assertEquals(12, sessions("").size());
        Answer gone = demo.get(SESSION, BASE + "/sessions/" + ids.getFirst());
        assertEquals("not_found", code(gone));
        assertEquals(1, attendees(ids.getLast()).size());
        end(meeting);
    }

    @Test
    void aSessionOfAnotherTenantIsNotThere() {
        JsonObject meeting = meeting("{}");
        enter(meeting, "ada");
        String id = only(meeting, "").getString("id");
        String path = "/v1/kit/other/sessions/" + id;
        assertEquals("not_found", code(other.get(SESSION, path)));
        assertEquals("not_found", code(other.get(SESSION + "/participants", path + "/participants")));
        assertEquals(
                0,
                data(other.get(SESSIONS, "/v1/kit/other/sessions"))
                        .getJsonArray("sessions")
                        .size());
        end(meeting);
    }

    @Test
    void whatIsAskedForWronglyIsRefused() {
        for (String bad : List.of("status=OVER", "start_time=yesterday", "sort_order=up", "sort_by=minutesConsumed")) {
            assertCode(bad, "bad_request", code(demo.get(SESSIONS, BASE + "/sessions?" + bad)));
        }
        assertEquals("not_found", code(demo.get(SESSION, BASE + "/sessions/none")));
    }
}
