package io.ringway.tests.chaos.load;

import io.ringway.tests.chaos.log.Entry;
import io.ringway.tests.chaos.log.Message;
import io.vertx.core.json.JsonObject;

/** Writes down what a user reads in frames. Belongs to its user. */
record Diary(String id, Surroundings around) {
    void told(long at, String group, JsonObject message) {
        around.write(new Entry.Received(
                at,
                id,
                group,
                message.getString("cid"),
                Message.parse(message.getJsonObject("content").getString("m"))));
    }

    void inCall(long at, JsonObject frame, String what) {
        around.write(new Entry.InCall(at, id, frame.getString("call_id"), what));
    }

    void counted(long at, JsonObject result) {
        for (Object each : result.getJsonArray("groups")) {
            JsonObject group = (JsonObject) each;
            around.write(new Entry.Counted(at, id, group.getString("group"), group.getInteger("members")));
        }
    }
}
