package io.ringway.tests.peerjs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.tests.support.Inbox;
import io.ringway.tests.support.Node;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A client of PeerJS's wire that says exactly what it is told. Used from the test's thread. */
final class RawPeer implements AutoCloseable {
    private static final WebSocketClient SOCKETS = Vertx.vertx().createWebSocketClient();

    private final RawInbox inbox = new RawInbox();
    private final WebSocket socket;

    /** On the socket's event loop, before anything comes: who is refused is closed at once. */
    private RawPeer(WebSocket socket) {
        this.socket = socket;
        socket.textMessageHandler(inbox::add);
        socket.closeHandler(none -> inbox.closed(socket));
    }

    /** What came, as it was written, and as frames to be awaited. */
    private static final class RawInbox {
        private final Queue<String> texts = new ConcurrentLinkedQueue<>();
        private final Inbox frames = new Inbox();

        void add(String text) {
            texts.add(text);
            frames.add(new JsonObject(text));
        }

        void closed(WebSocket socket) {
            frames.closed(socket.closeStatusCode(), socket.closeReason());
        }
    }

    /** Connects with that query, and waits for nothing. */
    static RawPeer query(Node node, String query) {
        return SOCKETS.connect(node.webSocket("/peerjs?" + query))
                .map(RawPeer::new)
                .await();
    }

    static RawPeer knock(Node node, String id, String token) {
        return query(node, "key=peerjs&id=" + encode(id) + "&token=" + encode(token) + "&version=1.5.5");
    }

    /** Connects, and waits until it has its id. */
    static RawPeer open(Node node, String id, String token) {
        RawPeer peer = knock(node, id, token);
        peer.sees("OPEN");
        return peer;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    RawPeer send(String type, String to, Object payload) {
        return say(new JsonObject()
                .put("type", type)
                .put("dst", to)
                .put("payload", payload)
                .encode());
    }

    RawPeer say(String text) {
        socket.writeTextMessage(text);
        return this;
    }

    /** Waits for a frame of the type, and takes it. */
    JsonObject sees(String type) {
        return inbox.frames.await(type, frame -> true);
    }

    /** Waits for a frame of one of the types, and takes it. */
    JsonObject sees(Set<String> types) {
        return inbox.frames.await(frame -> types.contains(frame.getString("type")), "one of " + types);
    }

    /** Every text of the type that ever came. */
    List<String> texts(String type) {
        return inbox.texts.stream()
                .filter(text -> text.startsWith("{\"type\":\"" + type + "\""))
                .toList();
    }

    /** Waits for the end, of which this is the one and only word before. */
    void isRefused(String frame) {
        inbox.frames.awaitClosed();
        assertEquals(List.of(frame), List.copyOf(inbox.texts));
    }

    /** Waits for the end; how it came. */
    int awaitClosed() {
        return inbox.frames.awaitClosed().code();
    }

    /** Reads nothing any more. */
    void goDeaf() {
        socket.pause();
    }

    /** Says goodbye. */
    @Override
    public void close() {
        if (!socket.isClosed()) {
            socket.close((short) 1000, "bye");
        }
    }
}
