package io.ringway.gateway.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.http.api.ApiClient.Answer;
import io.ringway.gateway.http.api.ApiClient.Socket;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** Meetings on one node, and how clients of RealtimeKit's API ask for them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KitCalls {
    static final String BASE = "/v1/kit/demo";
    static final String APP = "/v1/kit/{app}";
    static final String MEETING = APP + "/meetings/{meeting_id}";
    static final String PARTICIPANT = MEETING + "/participants/{participant_id}";

    final ApiServer server = new ApiServer(Map.of(
            "meetings.sessions", "10",
            "meetings.sessions_kept", "12",
            "meetings.kept", "45",
            "meetings.added", "5",
            "meetings.presets",
                    "[{\"name\":\"viewer\",\"groups\":{\"{meeting}\":[\"join\"]}},"
                            + "{\"name\":\"theirs\",\"tenant\":\"other\"}]"));
    final ApiClient demo = server.demo();
    final ApiClient other = server.other();

    @AfterAll
    void stop() {
        server.stop();
    }

    static JsonObject data(Answer answer) {
        assertTrue(answer.status() < 300, answer.text());
        return answer.json().getJsonObject("data");
    }

    static String code(Answer answer) {
        assertTrue(answer.status() >= 400, answer.text());
        return answer.json().getJsonObject("error").getString("code");
    }

    Answer post(String operation, String path, String body) {
        return demo.call("post " + operation, BASE + path, body.replace('\'', '"'));
    }

    JsonObject meeting(String body) {
        return data(post(APP + "/meetings", "/meetings", body));
    }

    Answer add(JsonObject meeting, String body) {
        return post(MEETING + "/participants", "/meetings/" + meeting.getString("id") + "/participants", body);
    }

    Answer patch(JsonObject meeting, String body) {
        return demo.call("patch " + MEETING, BASE + "/meetings/" + meeting.getString("id"), body.replace('\'', '"'));
    }

    Answer act(JsonObject meeting, String what, String body) {
        return post(MEETING + what, "/meetings/" + meeting.getString("id") + what, body);
    }

    void end(JsonObject meeting) {
        assertEquals(200, patch(meeting, "{'status':'INACTIVE'}").status());
    }

    static JsonObject refused(Socket socket, String group) {
        socket.send("{\"type\":\"join\",\"id\":77,\"group\":\"" + group + "\"}");
        return socket.answer(77);
    }

    Answer session(JsonObject meeting) {
        return demo.get(MEETING + "/active-session", BASE + "/meetings/" + meeting.getString("id") + "/active-session");
    }

    static void assertCode(String why, String expected, String actual) {
        assertEquals(expected, actual, why);
    }

    Answer token(JsonObject meeting, JsonObject participant) {
        return demo.call(
                "post " + PARTICIPANT + "/token",
                BASE + "/meetings/" + meeting.getString("id") + "/participants/" + participant.getString("id")
                        + "/token",
                null);
    }
}
