package io.ringway.gateway.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.gateway.http.api.ApiClient.Socket;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** What participants of a meeting tell one of them alone. */
class PrivateChatTest extends KitCalls {
    private static final String LONG = "é".repeat(4_001);

    private static JsonObject say(Socket socket, long id, JsonObject to, String text) {
        socket.send(
                to.copy().put("type", "send").put("id", id).put("content", text).encode());
        return socket.answer(id);
    }

    @Test
    void aLongMessageWasSentInPrivateFromOneParticipantToAnother() {
        data(post(
                APP + "/presets",
                "/presets",
                "{'name':'whisperer','permissions':{'chat':{'private':{'can_send':true}}}}"));
        JsonObject meeting = meeting("{}");
        JsonObject ada = data(add(meeting, "{'custom_participant_id':'ada','preset_name':'whisperer'}"));
        JsonObject bob = data(add(meeting, "{'custom_participant_id':'bob','preset_name':'viewer'}"));
        Socket from = demo.connect(ada.getString("token")).join(meeting.getString("group"));
        Socket to = demo.connect(bob.getString("token"));
        to.cid();
        JsonObject user = new JsonObject().put("user_id", "bob");
        JsonObject connection = new JsonObject().put("cid", to.cid());
        assertEquals("result", say(from, 20, user, LONG).getString("type"), "bob is not in the meeting");

        to.join(meeting.getString("group"));
        assertEquals("too_large", say(from, 21, user, LONG).getString("code"));
        assertEquals("too_large", say(from, 22, connection, LONG).getString("code"));
        assertEquals("result", say(from, 23, user, LONG.substring(1)).getString("type"));
        assertEquals("result", say(from, 24, connection, LONG.substring(1)).getString("type"));
        end(meeting);
    }
}
