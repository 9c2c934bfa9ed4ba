package io.ringway.tests.chaos.load;

import io.ringway.tests.chaos.log.Entry;
import io.ringway.tests.chaos.log.Message;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Writes down what a user reads in frames. Belongs to its user. */
record Diary(String id, Surroundings around) {
    /** An answer that took no longer is not worth a line. */
    private static final long LONG_US = 5_000_000;

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

    /** A request was answered, or given up on. */
    void waited(long at, Requests.Asked asked, boolean answered) {
        if (at - asked.at() > LONG_US) {
            around.write(new Entry.Waited(at, id, name(asked), asked.at(), answered));
        }
    }

    /** A request was answered with an error; it was none where nothing waited for that answer. */
    void refused(long at, Requests.@Nullable Asked asked, String code) {
        if (asked != null) {
            waited(at, asked, true);
        }
        around.write(new Entry.Refused(at, id, asked == null ? "?" : name(asked), code));
    }

    private static String name(Requests.Asked asked) {
        return asked.request().getClass().getSimpleName();
    }

    /** All is over. */
    void ends(long at, Requests requests, long there) {
        requests.waiting().forEach(asked -> waited(at, asked, false));
        around.write(requests.tally(at, id, there));
    }
}
