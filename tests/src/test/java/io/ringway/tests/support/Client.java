package io.ringway.tests.support;

import io.netty.channel.ChannelPipeline;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * A user of the native protocol. Every verb waits for its answer; what the server sends unasked is kept in {@link #inbox()}
 * until it is awaited. Used from the test's thread.
 */
public final class Client implements AutoCloseable {
    private static final Vertx VERTX = Vertx.vertx();
    private static final WebSocketClient SOCKETS = VERTX.createWebSocketClient();

    private final AtomicLong ids = new AtomicLong();
    private final Inbox inbox = new Inbox();
    private final WebSocket socket;
    private final JsonObject welcome;
    private long before;

    private Client(WebSocket socket) {
        this.socket = socket;
        socket.textMessageHandler(text -> inbox.add(new JsonObject(text)));
        socket.binaryMessageHandler(inbox::addBinary);
        socket.closeHandler(none -> inbox.closed(socket.closeStatusCode(), socket.closeReason()));
        socket.resume();
        this.welcome = inbox.await("welcome", frame -> true);
    }

    /** Connects as the user, with an hour's token in the sub-protocol, and waits for the welcome. */
    public static Client connect(Node node, String userId) {
        return connectWith(node, Tokens.of(userId));
    }

    /** Connects with the token in the sub-protocol and waits for the welcome. */
    public static Client connectWith(Node node, String token) {
        return new Client(open(node, "/realtime", List.of("ringway.v1", "bearer." + token)));
    }

    /**
     * Connects to a node with the wish to go on with this client's session, and waits for the welcome. This client's own
     * connection stays as it is.
     */
    public Client resumeAt(Node node, String userId) {
        long received = received();
        String resume = "resume." + received + "." + welcome.getString("resume");
        Client again =
                new Client(open(node, "/realtime", List.of("ringway.v1", "bearer." + Tokens.of(userId), resume)));
        again.before = again.welcome.getLong("seq", 0L);
        return again;
    }

    /**
     * As {@link #resumeAt}, after the loss of the node that this client was on: the others need a moment to see that it is
     * gone, and until then they send who comes away to come back. Tries until the session goes on.
     */
    public Client resumeAfterLossAt(Node node, String userId) {
        List<Client> back = new ArrayList<>();
        Awaitility.await(userId + " goes on at " + node.settings().name()).until(() -> {
            try {
                back.add(resumeAt(node, userId));
                return back.getLast().isResumed();
            } catch (AssertionError sentAway) {
                return false;
            }
        });
        return back.getLast();
    }

    /** How many frames have come in the session, welcomes not counted. */
    private long received() {
        return before + inbox.count() - 1;
    }

    /** The frames of the session that came over this connection, in order: all but the welcome. */
    public List<JsonObject> sessionFrames() {
        return inbox.everything().stream().skip(1).toList();
    }

    /** Whether the session went on from an earlier connection. */
    public boolean isResumed() {
        return welcome.getBoolean("resumed");
    }

    /** Whether nothing was lost on the way. */
    public boolean isRecovered() {
        return welcome.getBoolean("recovered", false);
    }

    /**
     * Opens a paused WebSocket.
     *
     * @throws io.vertx.core.http.UpgradeRejectedException when the server answers with anything but 101
     */
    public static WebSocket open(Node node, String path, List<String> subProtocols) {
        var options = node.webSocket(path).setSubProtocols(subProtocols);
        return waitFor(SOCKETS.connect(options).map(socket -> {
            socket.pause();
            return socket;
        }));
    }

    /** As {@link #open(Node, String, List)}, as a page of that origin would. */
    public static WebSocket open(Node node, String path, String origin) {
        return waitFor(SOCKETS.connect(node.webSocket(path).addHeader("Origin", origin)));
    }

    private static <T> T waitFor(Future<T> future) {
        try {
            return future.await(15, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer within 15 s", e);
        }
    }

    /** The connection id the server gave. */
    public String cid() {
        return welcome.getString("cid");
    }

    /** The first frame from the server. */
    public JsonObject welcome() {
        return welcome;
    }

    public Inbox inbox() {
        return inbox;
    }

    /** Joins without metadata; answers with the result, the roster in it. */
    public JsonObject join(String group) {
        return request("join", new JsonObject().put("group", group));
    }

    public void leave(String group) {
        request("leave", new JsonObject().put("group", group));
    }

    /** Sends to the group; answers how many connections it was handed to. */
    public int publish(String group, Object content) {
        return request("publish", new JsonObject().put("group", group).put("content", content))
                .getInteger("delivered");
    }

    /** Sends to every connection of a user. */
    public int sendToUser(String userId, Object content) {
        return request("send", new JsonObject().put("user_id", userId).put("content", content))
                .getInteger("delivered");
    }

    /** Sends to one connection. */
    public int sendToCid(String cid, Object content) {
        return request("send", new JsonObject().put("cid", cid).put("content", content))
                .getInteger("delivered");
    }

    /** The cids of the group's members, as the server lists them now. */
    public Set<String> members(String group) {
        return cids(request("members", new JsonObject().put("group", group)));
    }

    /** The cids of a roster. */
    public static Set<String> cids(JsonObject result) {
        JsonArray members = result.getJsonArray("members");
        return members.stream()
                .map(member -> ((JsonObject) member).getString("cid"))
                .collect(Collectors.toSet());
    }

    /**
     * Makes a request and waits for its result.
     *
     * @throws ServerError when the server answers with an error
     */
    public JsonObject request(String type, JsonObject fields) {
        long id = ids.incrementAndGet();
        send(fields.copy().put("type", type).put("id", id));
        JsonObject answer = inbox.await(frame -> frame.getLong("id", -1L) == id, "the answer to " + type);
        if ("error".equals(answer.getString("type"))) {
            throw new ServerError(answer);
        }
        return answer;
    }

    /** Sends a frame and waits for nothing. */
    public void send(JsonObject frame) {
        socket.writeTextMessage(frame.encode());
    }

    /** Sends text as it is, well-formed or not. */
    public void sendText(String text) {
        socket.writeTextMessage(text);
    }

    public void sendBinary(Buffer frame) {
        socket.writeBinaryMessage(frame);
    }

    /** Waits for a frame of the type for which the condition holds, and takes it out of the inbox. */
    public JsonObject await(String type, Predicate<JsonObject> condition) {
        return inbox.await(type, condition);
    }

    /** Waits for a notice about a connection. */
    public JsonObject awaitNotice(String code, String group, String cid) {
        return await(
                "notice",
                frame -> code.equals(frame.getString("code"))
                        && group.equals(frame.getString("group"))
                        && cid.equals(frame.getString("cid")));
    }

    /** Closes with a proper goodbye. */
    @Override
    public void close() {
        if (!socket.isClosed()) {
            waitFor(socket.close((short) 1000, "bye"));
        }
    }

    /** Breaks the connection without a goodbye: past Vert.x, which would say one. */
    public void vanish() {
        vanish(socket);
    }

    /** Breaks any connection without a goodbye. */
    public static void vanish(WebSocket socket) {
        ChannelPipeline pipeline =
                ((WebSocketInternal) socket).channelHandlerContext().pipeline();
        if (!pipeline.firstContext().close().awaitUninterruptibly(10, TimeUnit.SECONDS)) {
            throw new AssertionError("the channel does not close");
        }
    }
}
