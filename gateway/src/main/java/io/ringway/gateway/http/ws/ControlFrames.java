package io.ringway.gateway.http.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.ringway.gateway.protocol.CloseCode;
import org.jspecify.annotations.Nullable;

/** Control frames as bytes (RFC 6455, 5.5 and 7.4). */
final class ControlFrames {
    static final int NO_STATUS = 1005;
    static final int NO_CLOSE_FRAME = 1006;

    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8A;
    private static final ByteBuf EMPTY_PING = Unpooled.unreleasableBuffer(
                    Unpooled.directBuffer(2).writeByte(PING).writeByte(0))
            .asReadOnly();

    private ControlFrames() {}

    static ByteBuf ping() {
        return EMPTY_PING.duplicate();
    }

    /** A ping that takes a number along, which the answer brings back (RFC 6455, 5.5.3). */
    static ByteBuf ping(ByteBufAllocator allocator, long mark) {
        return frame(allocator, PING, Long.BYTES).writeLong(mark);
    }

    /** A ping that goes in front of a close frame: whoever has read that has read this before. */
    static ByteBuf lastPing(ByteBufAllocator allocator) {
        return frame(allocator, PING, 1).writeByte(CLOSE);
    }

    /** Whether this is the payload of {@link #lastPing}, and so that of its answer. */
    static boolean isLastPing(ByteBuf payload) {
        return payload.readableBytes() == 1 && payload.getUnsignedByte(payload.readerIndex()) == CLOSE;
    }

    /** The number in the answer to a ping; 0 where it has none. */
    static long mark(ByteBuf payload) {
        return payload.readableBytes() == Long.BYTES ? payload.getLong(payload.readerIndex()) : 0;
    }

    static ByteBuf pong(ByteBufAllocator allocator, ByteBuf payload) {
        return frame(allocator, PONG, payload.readableBytes())
                .writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    }

    /** @param retryAfterMillis how long the client is to stay away; 0 where there is nothing to say */
    static ByteBuf close(ByteBufAllocator allocator, CloseCode code, long retryAfterMillis) {
        String reason = retryAfterMillis == 0 ? code.reason() : code.reason() + ";retry_after_ms=" + retryAfterMillis;
        ByteBuf frame = frame(allocator, CLOSE, 2 + reason.length()).writeShort(code.code());
        ByteBufUtil.writeAscii(frame, reason);
        return frame;
    }

    /** The answer to a peer's close frame: its own status, if it gave one. */
    static ByteBuf closeAnswer(ByteBufAllocator allocator, int status) {
        return status == NO_STATUS
                ? frame(allocator, CLOSE, 0)
                : frame(allocator, CLOSE, 2).writeShort(status);
    }

    /** The status in a close frame, {@link #NO_STATUS} where there is none. */
    static int status(ByteBuf payload) {
        return payload.readableBytes() < 2 ? NO_STATUS : payload.getUnsignedShort(payload.readerIndex());
    }

    /** What is wrong with a close frame; null where nothing is. */
    static @Nullable CloseCode fault(ByteBuf payload) {
        if (payload.readableBytes() == 1 || (payload.isReadable() && !isSendable(status(payload)))) {
            return CloseCode.PROTOCOL_ERROR;
        }
        ByteBuf reason = payload.slice(
                payload.readerIndex() + Math.min(2, payload.readableBytes()), Math.max(0, payload.readableBytes() - 2));
        return Utf8.isValid(reason) ? null : CloseCode.INVALID_DATA;
    }

    /** Whether an endpoint may put this status on the wire. */
    private static boolean isSendable(int status) {
        return (status >= 3000 && status <= 4999)
                || (status >= 1000 && status <= 1014 && status != 1004 && status != 1005 && status != 1006);
    }

    private static ByteBuf frame(ByteBufAllocator allocator, int opcode, int length) {
        return allocator.buffer(2 + length).writeByte(opcode).writeByte(length);
    }
}
