package io.ringway.gateway.session.calls.log;

import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** One node on which ada calls, and what she and others ask of calls that were. */
abstract class CallLogs {
    static final String ANSWER = ",\"description\":{\"type\":\"answer\",\"sdp\":\"v=0\"}";

    final TestNode node = new TestNode();
    final Client ada = node.connect("ada");
    private int request = 100;

    @AfterEach
    void close() {
        node.close();
    }

    JsonObject ask(Client client, String type, String rest) {
        int id = ++request;
        client.send("{\"type\":\"" + type + "\",\"id\":" + id + rest + "}");
        return client.socket().answer(id);
    }

    static String of(String call) {
        return ",\"call_id\":\"" + call + "\"";
    }

    String ring(String user) {
        return ask(ada, "call", ",\"user_id\":\"" + user + "\",\"data\":{\"a\":1}")
                .getString("call_id");
    }

    JsonArray calls(Client client) {
        return ask(client, "calls", "").getJsonArray("calls");
    }

    JsonObject latest(Client client) {
        return calls(client).getJsonObject(0);
    }

    List<String> timeline(Client client, String call) {
        return ask(client, "call_timeline", of(call)).getJsonArray("lines").stream()
                .map(line -> ((JsonObject) line).getString("what"))
                .toList();
    }

    List<String> ids(Client client) {
        return calls(client).stream()
                .map(call -> ((JsonObject) call).getString("call_id"))
                .toList();
    }
}
