package io.ringway.gateway.http.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.http.api.ApiClient.Socket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several who wait are let in by one call. */
class AcceptedTogetherTest extends KitCalls {
    private JsonObject adds(JsonObject meeting, String user, String preset) {
        return data(add(meeting, "{'custom_participant_id':'" + user + "','preset_name':'" + preset + "'}"));
    }

    private Socket waits(JsonObject meeting, JsonObject participant) {
        return demo.connect(participant.getString("token"))
                .join(meeting.getString("group") + ":waiting:" + participant.getString("id"));
    }

    private static boolean isLetIn(Socket socket) {
        return socket.heard().stream().anyMatch(frame -> frame.encode().contains("accepted"));
    }

    private static List<String> users(JsonArray rows) {
        return rows.stream()
                .map(row -> ((JsonObject) row).getString("custom_participant_id"))
                .toList();
    }

    @Test
    void whoCannotBeLetInAsItsPresetIsGoneKeepsNobodyElseOut() {
        JsonObject gone = data(post(APP + "/presets", "/presets", "{'name':'gone'}"));
        JsonObject meeting = meeting("{'waiting_room':true}");
        JsonObject second = adds(meeting, "u2", "gone");
        Socket one = waits(meeting, adds(meeting, "u1", "viewer"));
        Socket two = waits(meeting, second);
        Socket three = waits(meeting, adds(meeting, "u3", "viewer"));
        data(demo.call("delete " + APP + "/presets/{preset_id}", BASE + "/presets/" + gone.getString("id"), null));

        String all = "{'custom_participant_ids':['u1','u2','u3','nobody']}";
        JsonObject told = data(act(meeting, "/waiting-room/accept", all));
        assertEquals(List.of("u1", "u3"), users(told.getJsonArray("participants")));
        assertEquals(List.of("u2"), users(told.getJsonArray("refused")));
        assertEquals("not_found", told.getJsonArray("refused").getJsonObject(0).getString("code"));
        await().until(() -> isLetIn(one) && isLetIn(three));
        assertFalse(isLetIn(two));
        assertEquals("not_found", code(act(meeting, "/waiting-room/accept", "{'custom_participant_ids':['u2']}")));

        // It is not written down as let in: with another preset it waits, until it is.
        data(demo.call(
                "patch " + PARTICIPANT,
                BASE + "/meetings/" + meeting.getString("id") + "/participants/" + second.getString("id"),
                "{\"preset_name\":\"viewer\"}"));
        assertTrue(data(token(meeting, second)).getBoolean("waiting"));
        told = data(act(meeting, "/waiting-room/accept", all));
        assertEquals(List.of("u1", "u2", "u3"), users(told.getJsonArray("participants")));
        assertFalse(told.containsKey("refused"));
        await().until(() -> isLetIn(two));
        end(meeting);
    }
}
