package io.ringway.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket to a node, without threads or buffers of its own while it is idle. Belongs to its {@link Loop}. A connection
 * that breaks stays {@link #broken}; what it would have received counts as lost.
 */
final class Connection implements FrameParser.Sink, Loop.Attachment {
    private static final byte[] SWITCHING = "HTTP/1.1 101".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CID = "\"cid\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int CID_CHARS = 38;
    private static final int PONG = 10;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final int index;
    private final Loop loop;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final String token;
    private Listener listener;
    private ByteBuffer unread = NOTHING;
    private ByteBuffer unsent = NOTHING;
    private boolean upgraded;
    private boolean broken;
    private String cid = "";

    Connection(int index, Loop loop, SocketChannel channel, SelectionKey key, String token, Listener listener) {
        this.index = index;
        this.loop = loop;
        this.channel = channel;
        this.key = key;
        this.token = token;
        this.listener = listener;
    }

    int index() {
        return index;
    }

    /** Empty until the server's welcome. */
    String cid() {
        return cid;
    }

    boolean welcomed() {
        return !cid.isEmpty();
    }

    boolean broken() {
        return broken;
    }

    void listener(Listener next) {
        listener = next;
    }

    void send(String text) {
        send(FrameParser.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    private void send(int opcode, byte[] payload) {
        ByteBuffer out = loop.outgoing();
        FrameParser.write(out, opcode, payload, 0x5a17_c3e9 ^ payload.length);
        write(out.flip());
    }

    private void write(ByteBuffer bytes) {
        if (broken) {
            return;
        }
        try {
            if (!unsent.hasRemaining()) {
                channel.write(bytes);
            }
            if (bytes.hasRemaining()) {
                unsent = append(unsent, bytes);
                key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            }
        } catch (IOException gone) {
            end();
        }
    }

    private static ByteBuffer append(ByteBuffer first, ByteBuffer second) {
        return ByteBuffer.allocate(first.remaining() + second.remaining())
                .put(first)
                .put(second)
                .flip();
    }

    @Override
    public void proceed() {
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                key.interestOps(SelectionKey.OP_READ);
                write(ByteBuffer.wrap(request().getBytes(StandardCharsets.US_ASCII)));
                return;
            }
            if (key.isWritable()) {
                channel.write(unsent);
                key.interestOps(unsent.hasRemaining() ? key.interestOps() : SelectionKey.OP_READ);
            }
            if (key.isReadable()) {
                read();
            }
        } catch (IOException gone) {
            end();
        }
    }

    private String request() {
        return String.join(
                "\r\n",
                "GET /realtime?token=" + token + " HTTP/1.1",
                "Host: 127.0.0.1",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "",
                "");
    }

    private void read() throws IOException {
        ByteBuffer in = loop.incoming().put(unread);
        int count = channel.read(in);
        in.flip();
        if (!upgraded) {
            upgrade(in);
        }
        if (upgraded && !broken) {
            FrameParser.read(in, this);
        }
        unread = in.hasRemaining() && !broken ? append(NOTHING, in) : NOTHING;
        if (count < 0) {
            end();
        }
    }

    private void upgrade(ByteBuffer in) {
        for (int end = in.position(); end + 4 <= in.limit(); end++) {
            if (in.getInt(end) == 0x0d0a_0d0a) {
                upgraded = startsWith(in, SWITCHING);
                in.position(end + 4);
                if (!upgraded) {
                    end();
                }
                return;
            }
        }
    }

    @Override
    public void frame(int opcode, ByteBuffer payload) {
        switch (opcode) {
            case FrameParser.TEXT -> text(payload);
            case FrameParser.PING -> {
                byte[] echo = new byte[payload.remaining()];
                payload.get(echo);
                send(PONG, echo);
            }
            case FrameParser.CLOSE -> end();
            default -> throw new IllegalStateException("an unexpected opcode " + opcode);
        }
    }

    private void text(ByteBuffer payload) {
        if (welcomed()) {
            listener.text(this, payload);
            return;
        }
        int at = Texts.indexOf(payload, CID, 0);
        cid = Texts.ascii(payload, at + CID.length, CID_CHARS);
    }

    private static boolean startsWith(ByteBuffer in, byte[] prefix) {
        return Texts.indexOf(in, prefix, 0) == 0;
    }

    /** As a client that goes away does. */
    @Override
    public void end() {
        broken = true;
        unread = NOTHING;
        unsent = NOTHING;
        try {
            channel.close();
        } catch (IOException gone) {
            throw new IllegalStateException(gone);
        }
    }
}
