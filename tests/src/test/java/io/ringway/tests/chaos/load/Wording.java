package io.ringway.tests.chaos.load;

import io.ringway.tests.chaos.load.Requests.Request;
import io.ringway.tests.chaos.log.Message;
import io.vertx.core.json.JsonObject;

/** How requests are said on the wire. Belongs to its user. */
final class Wording {
    private final Surroundings around;
    private final Kept kept;

    Wording(Surroundings around, Kept kept) {
        this.around = around;
        this.kept = kept;
    }

    JsonObject frame(long number, Request request) {
        JsonObject frame = new JsonObject().put("id", number);
        return switch (request) {
            case Request.Join(String group) -> join(frame, group);
            case Request.Leave(String group) -> frame.put("type", "leave").put("group", group);
            case Request.Members(String group) -> frame.put("type", "members").put("group", group);
            case Request.Groups(String prefix) ->
                frame.put("type", "groups").put("prefix", prefix).put("limit", 1_000);
            case Request.Ping ping -> frame.put("type", "ping");
            case Request.Call(String callee) ->
                frame.put("type", "call").put("user_id", callee).put("timeout_ms", Calls.RING_MS);
            case Request.Accept(String call) -> frame.put("type", "accept").put("call_id", call);
            case Request.Hangup(String call) -> frame.put("type", "hangup").put("call_id", call);
            case Request.Publish(String group, Message message) ->
                frame.put("type", "publish").put("group", group).put("content", around.content(message));
        };
    }

    private JsonObject join(JsonObject frame, String group) {
        frame.put("type", "join").put("group", group);
        JsonObject since = kept.since(group);
        return since == null ? frame : frame.put("since", since);
    }
}
