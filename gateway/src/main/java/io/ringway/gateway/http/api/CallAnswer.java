package io.ringway.gateway.http.api;

import io.ringway.cluster.Cid;
import io.ringway.gateway.calls.log.CallStory;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CallLine;
import io.ringway.gateway.protocol.CallRecord;
import io.ringway.gateway.protocol.LiveCall;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call and its timeline as the backend API shows them. Stateless. */
final class CallAnswer {
    private CallAnswer() {}

    static JsonObject of(CallId call, List<CallLine> lines) {
        CallStory story = CallStory.of(lines);
        JsonObject answer = new JsonObject()
                .put("call_id", call.toString())
                .put("caller", story.caller().orElse(null))
                .put("callee", story.callee().orElse(null))
                .put("began", time(story.began()))
                .put("answered", time(story.answered()));
        story.record(call)
                .ifPresentOrElse(
                        record -> answer.put("ended", record.ended())
                                .put("duration_ms", record.durationMillis())
                                .put("reason", record.reason().code())
                                .put("ended_by", record.endedBy()),
                        () -> answer.putNull("ended").putNull("reason"));
        JsonArray shown = new JsonArray();
        lines.forEach(line -> shown.add(line(line)));
        return answer.put("lines", shown);
    }

    /** One that is not over, as in a list. */
    static JsonObject of(LiveCall call) {
        return new JsonObject()
                .put("call_id", call.call().toString())
                .put("state", call.state().code())
                .put("caller", call.caller())
                .put("caller_cid", text(call.callerCid()))
                .put("callee", call.callee())
                .put("callee_cid", text(call.calleeCid()))
                .put("answered", time(call.answered()))
                .put("connected", time(call.connected()));
    }

    private static @Nullable String text(@Nullable Cid cid) {
        return cid == null ? null : cid.toString();
    }

    private static @Nullable Long time(long millis) {
        return millis == CallRecord.NEVER ? null : millis;
    }

    private static JsonObject line(CallLine line) {
        JsonObject shown = new JsonObject()
                .put("at", line.at())
                .put("what", line.what().code())
                .put("user_id", line.user())
                .put("cid", text(line.cid()))
                .put("text", line.text());
        return line.reason() == null ? shown : shown.put("reason", line.reason().code());
    }
}
