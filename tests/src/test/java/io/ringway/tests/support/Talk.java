package io.ringway.tests.support;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.core.json.JsonObject;

/** A connection of any dialect, frame by frame, whatever they are. Used from the test's thread. */
public final class Talk {
    private final Inbox inbox = new Inbox();
    private final WebSocket socket;

    public Talk(WebSocket socket) {
        this.socket = socket;
        socket.textMessageHandler(text -> inbox.add(new JsonObject(text)));
        socket.closeHandler(gone -> inbox.closed(socket.closeStatusCode(), socket.closeReason()));
        socket.resume();
    }

    public void say(String frame) {
        socket.writeTextMessage(frame);
    }

    public JsonObject hears(String field) {
        return inbox.await(frame -> frame.containsKey(field), "a frame with " + field);
    }

    public Inbox.Closed closed() {
        return inbox.awaitClosed();
    }

    public void close() {
        socket.close();
        inbox.awaitClosed();
    }

    public void sayBinary(Buffer frame) {
        socket.writeBinaryMessage(frame);
    }

    /** A text frame of these bytes, whether they are text or not. */
    public void sayRaw(byte[] text) {
        ((WebSocketInternal) socket)
                .channelHandlerContext()
                .channel()
                .writeAndFlush(new TextWebSocketFrame(true, 0, Unpooled.wrappedBuffer(text)))
                .syncUninterruptibly();
    }
}
