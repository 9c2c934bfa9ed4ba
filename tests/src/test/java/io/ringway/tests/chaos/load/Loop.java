package io.ringway.tests.chaos.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** Carries every socket of a process on the caller's thread. */
final class Loop implements AutoCloseable {
    private static final int BUFFER_BYTES = 4 << 20;

    private final Selector selector;
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer outgoing = ByteBuffer.allocateDirect(BUFFER_BYTES);

    Loop() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Room to read into; shared by every socket, for the time of one read. */
    ByteBuffer incoming() {
        return incoming.clear();
    }

    /** Room to write from; shared by every socket, for the time of one write. */
    ByteBuffer outgoing() {
        return outgoing.clear();
    }

    SelectionKey register(SocketChannel channel, Socket socket) throws IOException {
        return channel.register(selector, SelectionKey.OP_CONNECT, socket);
    }

    /** Does what is there to do, and waits for it no longer than that. */
    void poll(int millis) {
        try {
            selector.select(key -> ((Socket) key.attachment()).proceed(), millis);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
