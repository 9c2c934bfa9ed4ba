package io.ringway.gateway.http.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ringway.gateway.protocol.CloseCode;
import org.jspecify.annotations.Nullable;

/**
 * The reading side of RFC 6455, for a server: bytes in, whole messages out. Belongs to one connection and its event loop.
 *
 * <p>A frame that arrives whole is unmasked where it lies and never copied. Otherwise the reader keeps what came, grown as
 * bytes arrive and not as a header claims: at most one frame and one message, each at most the limit. It owns these two
 * buffers until {@link #release}.
 */
final class FrameReader {
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int MASK_BYTES = 4;
    private static final int MAX_CONTROL = 125;

    private final SmallFrames small = new SmallFrames();
    private @Nullable ByteBuf partial;
    private @Nullable ByteBuf message;
    private int utf8;
    private byte messageOpcode;
    private @Nullable CloseCode violation;

    /**
     * Reads what it can. The input is not released, its bytes are overwritten.
     *
     * @param limit largest message in bytes, which no single frame may exceed either
     * @return what the peer did wrong, after which the stream is read no more; null as long as all is well
     */
    @Nullable
    CloseCode read(ByteBuf in, int limit, ByteBufAllocator allocator, FrameSink sink) {
        violation = null;
        while (sink.reading() && violation == null) {
            ByteBuf frame = partial == null ? in : partial;
            if (partial == null && !in.isReadable()) {
                break;
            }
            int length = frameLength(frame, limit);
            if (violation == null && frame.readableBytes() >= length) {
                deliver(frame, length, allocator, sink);
            } else if (violation == null && in.isReadable()) {
                keep(in, length, allocator);
            } else {
                break;
            }
        }
        return violation;
    }

    void release() {
        if (partial != null) {
            partial.release();
            partial = null;
        }
        if (message != null) {
            message.release();
            message = null;
        }
    }

    private void keep(ByteBuf in, int length, ByteBufAllocator allocator) {
        if (partial == null) {
            partial = allocator.buffer(Math.min(length, in.readableBytes()));
        }
        partial.writeBytes(in, Math.min(length - partial.readableBytes(), in.readableBytes()));
    }

    /** Bytes of the frame as far as is known; more than are there means: wait for more. */
    private int frameLength(ByteBuf frame, int limit) {
        int readable = frame.readableBytes();
        if (readable < 2) {
            return 2;
        }
        int start = frame.readerIndex();
        int first = frame.getUnsignedByte(start);
        int second = frame.getUnsignedByte(start + 1);
        checkHeader(first, second);
        int prefix = lengthPrefix(second & 0x7f);
        if (readable < 2 + prefix) {
            return 2 + prefix;
        }
        long payload = payloadLength(frame, start, second & 0x7f);
        if (isData(first & 0x0f) && payload > limit - (message == null ? 0 : message.readableBytes())) {
            fail(CloseCode.TOO_BIG);
            return 0;
        }
        return 2 + prefix + MASK_BYTES + (int) payload;
    }

    private static int lengthPrefix(int short7) {
        return short7 < 126 ? 0 : short7 == 126 ? 2 : 8;
    }

    private long payloadLength(ByteBuf frame, int start, int short7) {
        long length = switch (short7) {
            case 126 -> frame.getUnsignedShort(start + 2);
            case 127 -> frame.getLong(start + 2);
            default -> short7;
        };
        if ((short7 == 126 && length < 126) || (short7 == 127 && length < 65_536)) {
            fail(CloseCode.PROTOCOL_ERROR);
        }
        return length;
    }

    private void checkHeader(int first, int second) {
        int opcode = first & 0x0f;
        boolean fin = (first & FIN) != 0;
        boolean reserved = (first & 0x70) != 0;
        boolean unmasked = (second & MASKED) == 0;
        if (reserved || unmasked || !isAllowed(opcode, fin, second & 0x7f)) {
            fail(CloseCode.PROTOCOL_ERROR);
        }
    }

    private boolean isAllowed(int opcode, boolean fin, int short7) {
        return switch (opcode) {
            case TEXT, BINARY -> message == null;
            case CONTINUATION -> message != null;
            case CLOSE, PING, PONG -> fin && short7 <= MAX_CONTROL;
            default -> false;
        };
    }

    private static boolean isData(int opcode) {
        return opcode < CLOSE;
    }

    /** The first violation counts. */
    private void fail(CloseCode code) {
        if (violation == null) {
            violation = code;
        }
    }

    private void deliver(ByteBuf frame, int length, ByteBufAllocator allocator, FrameSink sink) {
        int start = frame.readerIndex();
        int end = frame.writerIndex();
        int first = frame.getUnsignedByte(start);
        int header = 2 + lengthPrefix(frame.getByte(start + 1) & 0x7f) + MASK_BYTES;
        unmask(frame, start + header, start + length, frame.getInt(start + header - MASK_BYTES));
        frame.setIndex(start + header, start + length);
        try {
            dispatch(first & 0x0f, (first & FIN) != 0, frame, allocator, sink);
        } finally {
            frame.setIndex(start + length, end);
            if (partial != null) {
                partial.release();
                partial = null;
            }
        }
    }

    private static void unmask(ByteBuf buffer, int from, int to, int mask) {
        long wide = ((long) mask << 32) | (mask & 0xffff_ffffL);
        int i = from;
        for (; i + 8 <= to; i += 8) {
            buffer.setLong(i, buffer.getLong(i) ^ wide);
        }
        for (int shift = 24; i < to; i++, shift = shift == 0 ? 24 : shift - 8) {
            buffer.setByte(i, buffer.getByte(i) ^ (mask >> shift));
        }
    }

    private void dispatch(int opcode, boolean fin, ByteBuf payload, ByteBufAllocator allocator, FrameSink sink) {
        switch (opcode) {
            case CLOSE -> sink.close(payload);
            case PING, PONG -> control(opcode, payload, sink);
            default -> {
                if (fin && message == null) {
                    whole(opcode, payload, sink);
                } else {
                    fragment(opcode, fin, payload, allocator, sink);
                }
            }
        }
    }

    private void control(int opcode, ByteBuf payload, FrameSink sink) {
        if (small.isOneTooMany()) {
            fail(CloseCode.RATE_LIMITED);
        } else if (opcode == PING) {
            sink.ping(payload);
        } else {
            sink.pong(payload);
        }
    }

    private void whole(int opcode, ByteBuf payload, FrameSink sink) {
        if (opcode == BINARY) {
            sink.binary(payload);
        } else if (Utf8.isValid(payload)) {
            sink.text(payload);
        } else {
            fail(CloseCode.INVALID_DATA);
        }
    }

    private void fragment(int opcode, boolean fin, ByteBuf payload, ByteBufAllocator allocator, FrameSink sink) {
        if (message == null) {
            message = allocator.buffer(Math.max(64, payload.readableBytes()));
            messageOpcode = (byte) opcode;
            utf8 = Utf8.COMPLETE;
        } else if (!fin && small.isOneTooMany(payload.readableBytes())) {
            fail(CloseCode.RATE_LIMITED);
            return;
        }
        if (messageOpcode == TEXT) {
            utf8 = Utf8.check(utf8, payload);
            if (utf8 == Utf8.INVALID || (fin && utf8 != Utf8.COMPLETE)) {
                fail(CloseCode.INVALID_DATA);
                return;
            }
        }
        message.writeBytes(payload);
        if (fin) {
            finish(message, sink);
        }
    }

    private void finish(ByteBuf complete, FrameSink sink) {
        message = null;
        try {
            if (messageOpcode == TEXT) {
                sink.text(complete);
            } else {
                sink.binary(complete);
            }
        } finally {
            complete.release();
        }
    }
}
