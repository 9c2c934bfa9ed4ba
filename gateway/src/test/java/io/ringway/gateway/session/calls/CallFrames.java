package io.ringway.gateway.session.calls;

import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.json.JsonObject;

/** What native clients say and hear in calls. */
final class CallFrames {
    static final String OFFER = "\"description\":{\"type\":\"offer\",\"sdp\":\"v=0\"}";
    static final String ANSWER = "\"description\":{\"type\":\"answer\",\"sdp\":\"v=0 a\"}";

    private CallFrames() {}

    /** @param rest further members, each with a comma before it */
    static String request(String type, int id, String call, String rest) {
        return "{\"type\":\"" + type + "\",\"id\":" + id + ",\"call_id\":\"" + call + "\"" + rest + "}";
    }

    /** Returns the id of the call. */
    static String callUser(Client from, String user, int id) {
        from.send("{\"type\":\"call\",\"id\":" + id + ",\"user_id\":\"" + user + "\"," + OFFER + "}");
        return from.socket().answer(id).getString("call_id");
    }

    static JsonObject last(Client client, String type) {
        return client.socket().ofType(type).getLast();
    }
}
