package io.ringway.gateway.protocol;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * One finished WebSocket frame, header included, ready to be written to any number of sockets: encoded once, shared by
 * {@link ByteBuf#retainedDuplicate()}. Whoever makes a frame releases it once; a socket that is given it retains what it
 * needs. Server frames are never masked (RFC 6455, 5.1) and never fragmented.
 */
public final class Frame {
    private static final int MAX_HEADER = 10;
    private static final int FIN_TEXT = 0x81;
    private static final int FIN_BINARY = 0x82;

    private final ByteBuf wire;
    private final int headerBytes;

    private Frame(ByteBuf wire, int headerBytes) {
        this.wire = wire;
        this.headerBytes = headerBytes;
    }

    /**
     * A buffer to write a payload into that is no longer than this, with room for the header in front; pass it to {@link #text(ByteBuf)}
     * or {@link #binary(ByteBuf)}.
     */
    public static ByteBuf allocate(int payload) {
        return FrameMemory.buffer(MAX_HEADER + payload).writerIndex(MAX_HEADER).readerIndex(MAX_HEADER);
    }

    /**
     * A frame of what is written into a buffer that grows.
     *
     * @param expectedPayload in bytes
     * @param payload writes it, and does so anew where there was no memory to grow; what it throws is thrown
     */
    public static Frame written(boolean binary, int expectedPayload, Consumer<ByteBuf> payload) {
        return finish(FrameMemory.written(MAX_HEADER, expectedPayload, payload), binary ? FIN_BINARY : FIN_TEXT);
    }

    /** A text frame of what was written into a buffer of {@link #allocate}; takes the buffer over. */
    public static Frame text(ByteBuf payload) {
        return finish(payload, FIN_TEXT);
    }

    /** A binary frame of what was written into a buffer of {@link #allocate}; takes the buffer over. */
    public static Frame binary(ByteBuf payload) {
        return finish(payload, FIN_BINARY);
    }

    /** A frame of a payload that is there already. */
    public static Frame of(boolean binary, byte[] payload) {
        ByteBuf buffer = allocate(payload.length).writeBytes(payload);
        return binary ? binary(buffer) : text(buffer);
    }

    private static Frame finish(ByteBuf buffer, int opcode) {
        int length = buffer.readableBytes();
        int header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
        int start = MAX_HEADER - header;
        buffer.setByte(start, opcode);
        switch (header) {
            case 2 -> buffer.setByte(start + 1, length);
            case 4 -> buffer.setByte(start + 1, 126).setShort(start + 2, length);
            default -> buffer.setByte(start + 1, 127).setLong(start + 2, length);
        }
        return new Frame(buffer.readerIndex(start), header);
    }

    /** Header and payload; read only through duplicates. */
    public ByteBuf wire() {
        return wire;
    }

    /** The payload alone, for transports that frame by themselves. Not retained. */
    public ByteBuf payload() {
        return wire.slice(wire.readerIndex() + headerBytes, wire.readableBytes() - headerBytes);
    }

    public boolean isBinary() {
        return (wire.getByte(wire.readerIndex()) & 0x0f) == 2;
    }

    public int size() {
        return wire.readableBytes();
    }

    public void release() {
        wire.release();
    }
}
