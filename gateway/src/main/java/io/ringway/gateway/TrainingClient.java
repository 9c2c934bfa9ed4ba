package io.ringway.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A user of a node in training, over the native protocol. Runs on the event loop of its socket alone. */
final class TrainingClient {
    private final WebSocket socket;
    private final Promise<TrainingClient> welcomed = Promise.promise();
    private final Map<Long, Promise<Void>> asked = new HashMap<>();
    private long lastId;

    private TrainingClient(WebSocket socket) {
        this.socket = socket;
        socket.textMessageHandler(text -> heard(new JsonObject(text)));
        socket.closeHandler(closed -> ended());
    }

    /** Completes with the welcome; fails where there is none. */
    static Future<TrainingClient> connect(WebSocketClient sockets, int port, String token) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(TrainCommand.LOOPBACK)
                .setPort(port)
                .setURI("/realtime")
                .setSubProtocols(List.of("ringway.v1", "bearer." + token));
        return sockets.connect(options).compose(socket -> new TrainingClient(socket).welcomed.future());
    }

    /** Completes when the node has done it; fails with what it says against it. */
    Future<Void> ask(String type, JsonObject fields) {
        Promise<Void> answer = Promise.promise();
        asked.put(++lastId, answer);
        return socket.writeTextMessage(
                        fields.copy().put("type", type).put("id", lastId).encode())
                .compose(sent -> answer.future());
    }

    /** Leaves with a goodbye. */
    Future<Void> close() {
        return socket.close();
    }

    private void heard(JsonObject frame) {
        if ("welcome".equals(frame.getString("type"))) {
            welcomed.tryComplete(this);
            return;
        }
        Promise<Void> answer = asked.remove(frame.getLong("id", 0L));
        if (answer == null) {
            return;
        }
        if ("error".equals(frame.getString("type"))) {
            answer.fail(frame.encode());
        } else {
            answer.complete();
        }
    }

    private void ended() {
        welcomed.tryFail("the node closed the connection: " + socket.closeStatusCode());
        asked.values().forEach(answer -> answer.tryFail("the connection ended before the answer came"));
    }
}
