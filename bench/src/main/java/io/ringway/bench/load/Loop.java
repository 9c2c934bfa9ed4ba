package io.ringway.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Drives every connection of the driver on the caller's thread. Closing it ends them all. */
final class Loop implements AutoCloseable {
    /** What a socket of the loop is for. */
    interface Attachment {
        /** Whatever the selector says is possible. */
        void proceed();

        /** Gives the socket up. */
        void end();
    }

    private static final int BUFFER_BYTES = 2 << 20;
    private static final int CONNECTING_AT_ONCE = 256;

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

    /** Room to read into; shared by every connection, for the time of one read. */
    ByteBuffer incoming() {
        return incoming.clear();
    }

    /** Room to write from; shared by every connection, for the time of one write. */
    ByteBuffer outgoing() {
        return outgoing.clear();
    }

    /** Where a connection goes and whose it is. */
    record Address(int port, String token) {}

    /** Opens connections, a few at a time, and waits until each was welcomed or broke. */
    List<Connection> open(List<Address> addresses, Duration within) {
        List<Connection> opened = new ArrayList<>(addresses.size());
        int[] settled = {0};
        boolean all = until(
                () -> {
                    while (settled[0] < opened.size() && isSettled(opened.get(settled[0]))) {
                        settled[0]++;
                    }
                    while (opened.size() < addresses.size() && opened.size() - settled[0] < CONNECTING_AT_ONCE) {
                        opened.add(connect(opened.size(), addresses.get(opened.size())));
                    }
                    return settled[0] == addresses.size();
                },
                within);
        if (!all) {
            throw new IllegalStateException("only " + settled[0] + " of " + addresses.size() + " connected in time");
        }
        return opened;
    }

    private static boolean isSettled(Connection connection) {
        return connection.welcomed() || connection.broken();
    }

    private Connection connect(int index, Address address) {
        try {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port()));
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
            Connection connection = new Connection(index, this, channel, key, address.token(), (from, text) -> {});
            key.attach(connection);
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the loop look after a socket of another kind, which is connected, from now on. */
    void attach(SocketChannel channel, Attachment attachment) throws IOException {
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, attachment);
    }

    /** Goes on until the condition holds, which is asked once a millisecond at least; false where the time ran out. */
    boolean until(BooleanSupplier condition, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            poll();
        }
        return true;
    }

    /** Goes on for a while. */
    void run(Duration time) {
        until(() -> false, time);
    }

    private void poll() {
        try {
            selector.select(key -> ((Attachment) key.attachment()).proceed(), 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        selector.keys().forEach(key -> ((Attachment) key.attachment()).end());
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
