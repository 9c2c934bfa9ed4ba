package io.ringway.gateway.http.ws;

import io.netty.buffer.ByteBuf;

/** Takes what a {@link FrameReader} reads. Buffers are windows into the reader's own: valid during the call only. */
interface FrameSink {
    void text(ByteBuf message);

    void binary(ByteBuf message);

    void ping(ByteBuf payload);

    void pong(ByteBuf payload);

    /** The peer's close frame; nothing is read after it. */
    void close(ByteBuf payload);

    /** Whether to read on. */
    boolean reading();
}
