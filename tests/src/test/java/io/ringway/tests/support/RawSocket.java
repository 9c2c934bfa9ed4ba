package io.ringway.tests.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A client of the native protocol without manners: it writes as much as it likes, and reads when it likes. Blocking. */
public final class RawSocket implements AutoCloseable {
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x8;

    private final Socket socket = new Socket();
    private final DataInputStream in;

    /** How the server has closed, {@code 1006} where it has without a word. */
    public record Closed(int code, String reason) {}

    /**
     * Connects as the user, up to the end of the handshake.
     *
     * @param receiveBytes the system's buffer for what is not read; 0 for the usual one
     */
    public RawSocket(Node node, String userId, int receiveBytes) {
        try {
            if (receiveBytes > 0) {
                socket.setReceiveBufferSize(receiveBytes);
            }
            socket.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), node.settings().http()));
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 512));
            write(("GET /realtime HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                            + "Sec-WebSocket-Protocol: ringway.v1, bearer." + Tokens.of(userId) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            skipHead();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void skipHead() throws IOException {
        int end = 0;
        for (int i = 0; end != 0x0D0A0D0A; i++) {
            end = end << 8 | in.readUnsignedByte();
            if (i > 4_096) {
                throw new IOException("no end of the handshake's answer");
            }
        }
    }

    /** Text frames, one after the other, as they go onto the wire: masked with zeroes. */
    public static byte[] frames(String text, int times) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        if (payload.length > 125) {
            throw new IllegalArgumentException("short texts only");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            out.write(TEXT);
            out.write(0x80 | payload.length);
            out.writeBytes(new byte[4]);
            out.writeBytes(payload);
        }
        return out.toByteArray();
    }

    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** From now on it reads as fast as it can, however little it was to hold before. */
    public void hurry() {
        try {
            socket.setReceiveBufferSize(1 << 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads, and drops, what comes until the server closes. */
    public Closed awaitClosed() {
        try {
            while (true) {
                int opcode = in.readUnsignedByte() & 0xF;
                byte[] payload = in.readNBytes(length());
                if (opcode == CLOSE) {
                    int code = ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
                    return new Closed(
                            code, new String(Arrays.copyOfRange(payload, 2, payload.length), StandardCharsets.UTF_8));
                }
            }
        } catch (IOException cut) {
            return new Closed(1006, "");
        }
    }

    private int length() throws IOException {
        int length = in.readUnsignedByte() & 0x7F;
        return length < 126 ? length : length == 126 ? in.readUnsignedShort() : Math.toIntExact(in.readLong());
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
