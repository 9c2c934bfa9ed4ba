package io.ringway.tests.chaos.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A WebSocket, from the dialling to its one end, without a thread or a buffer of its own while it is idle. */
final class Socket implements Frames.Sink {
    /** No close frame came. */
    static final int ABNORMAL = 1006;

    private static final byte[] SWITCHING = "HTTP/1.1 101".getBytes(StandardCharsets.US_ASCII);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    /** Room for what comes until it is read on a busy machine, and for little more. */
    private static final int SMALL_WINDOW = 131_072;

    interface Listener {
        void text(String frame);

        /** Once, and nothing after it: with the code of the server's close frame, or {@link #ABNORMAL}. */
        void ended(int code, String reason);
    }

    private final Loop loop;
    private final Listener listener;
    private final String request;
    private final SocketChannel channel;
    private final SelectionKey key;
    private ByteBuffer unread = NOTHING;
    private ByteBuffer unsent = NOTHING;
    private boolean upgraded;
    private boolean stalled;
    private boolean over;

    private Socket(Loop loop, InetSocketAddress to, String request, Listener listener, boolean smallWindow)
            throws IOException {
        this.loop = loop;
        this.listener = listener;
        this.request = request;
        this.channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        if (smallWindow) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_WINDOW);
        }
        channel.connect(to);
        this.key = loop.register(channel, this);
    }

    /**
     * Dials.
     *
     * @param protocols offered, the first of which the server has to take
     * @param smallWindow whether little fits between the server and a client that does not read
     */
    static Socket dial(Loop loop, InetSocketAddress to, List<String> protocols, boolean smallWindow, Listener listener)
            throws IOException {
        String request = String.join(
                "\r\n",
                "GET /realtime HTTP/1.1",
                "Host: " + to.getHostString() + ":" + to.getPort(),
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Protocol: " + String.join(", ", protocols),
                "",
                "");
        return new Socket(loop, to, request, listener, smallWindow);
    }

    void send(String text) {
        send(Frames.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    private void send(int opcode, byte[] payload) {
        ByteBuffer out = loop.outgoing();
        Frames.write(out, opcode, payload);
        write(out.flip());
    }

    private void write(ByteBuffer bytes) {
        if (over) {
            return;
        }
        try {
            if (!unsent.hasRemaining()) {
                channel.write(bytes);
            }
            if (bytes.hasRemaining()) {
                unsent = append(unsent, bytes);
                interest();
            }
        } catch (IOException gone) {
            end(ABNORMAL, "");
        }
    }

    private static ByteBuffer append(ByteBuffer first, ByteBuffer second) {
        return ByteBuffer.allocate(first.remaining() + second.remaining())
                .put(first)
                .put(second)
                .flip();
    }

    private void interest() {
        key.interestOps((stalled ? 0 : SelectionKey.OP_READ) | (unsent.hasRemaining() ? SelectionKey.OP_WRITE : 0));
    }

    /** Whatever the selector says is possible. */
    void proceed() {
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                interest();
                write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
                return;
            }
            if (key.isWritable()) {
                channel.write(unsent);
                interest();
            }
            if (key.isReadable()) {
                read();
            }
        } catch (IOException gone) {
            end(ABNORMAL, "");
        }
    }

    private void read() throws IOException {
        ByteBuffer in = loop.incoming().put(unread);
        int count = channel.read(in);
        in.flip();
        if (!upgraded) {
            upgrade(in);
        }
        if (upgraded) {
            Frames.read(in, this);
        }
        unread = in.hasRemaining() && !over ? append(NOTHING, in) : NOTHING;
        if (count < 0) {
            end(ABNORMAL, "");
        }
    }

    private void upgrade(ByteBuffer in) {
        for (int at = in.position(); at + 4 <= in.limit(); at++) {
            if (in.getInt(at) == 0x0d0a_0d0a) {
                byte[] status = new byte[SWITCHING.length];
                in.get(in.position(), status);
                in.position(at + 4);
                upgraded = java.util.Arrays.equals(status, SWITCHING);
                if (!upgraded) {
                    end(ABNORMAL, "refused");
                }
                return;
            }
        }
    }

    @Override
    public void frame(int opcode, ByteBuffer payload) {
        switch (opcode) {
            case Frames.TEXT -> listener.text(text(payload));
            case Frames.PING -> {
                byte[] echo = new byte[payload.remaining()];
                payload.get(echo);
                send(Frames.PONG, echo);
            }
            case Frames.CLOSE -> closed(payload);
            default -> throw new IllegalStateException("an unexpected opcode " + opcode);
        }
    }

    /** Copied first: a decoder looks at each byte of a direct buffer by itself. */
    private static String text(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void closed(ByteBuffer payload) {
        int code = payload.remaining() < 2 ? 1005 : payload.getShort() & 0xffff;
        String reason = text(payload);
        send(Frames.CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
        end(code, reason);
    }

    @Override
    public boolean open() {
        return !over;
    }

    /** Whether the server has taken the connection. */
    boolean isUpgraded() {
        return upgraded;
    }

    /** From now on nothing is read. */
    void stall() {
        stalled = true;
        if (!over && channel.isConnected()) {
            interest();
        }
    }

    /** Reads again. */
    void hear() {
        stalled = false;
        if (!over && channel.isConnected()) {
            interest();
        }
    }

    /** Breaks the connection as a network does that forgets it: with a reset. */
    void reset() {
        if (!over) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException gone) {
                // It has broken by itself just now.
            }
            end(ABNORMAL, "reset");
        }
    }

    /** Gives the connection up. */
    void drop(String why) {
        end(ABNORMAL, why);
    }

    private void end(int code, String reason) {
        if (over) {
            return;
        }
        over = true;
        unread = NOTHING;
        unsent = NOTHING;
        key.cancel();
        try {
            channel.close();
        } catch (IOException gone) {
            // As wanted.
        }
        listener.ended(code, reason);
    }
}
