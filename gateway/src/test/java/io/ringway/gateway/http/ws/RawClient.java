package io.ringway.gateway.http.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A WebSocket client that does as it is told, right or wrong. Blocking, with a time limit on every read. */
public final class RawClient implements AutoCloseable {
    public static final int TEXT = 1;
    static final int BINARY = 2;
    public static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    public static final int FIN = 0x80;

    private static final int MASK = 0x5A_C3_10_7E;
    private static final int READ_TIMEOUT_MILLIS = 10_000;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    /** A frame from the server, or the end of the stream. */
    public record Received(int opcode, boolean fin, ByteBuf payload) {
        static final Received END = new Received(-1, true, Unpooled.EMPTY_BUFFER);

        public String text() {
            return payload.toString(StandardCharsets.UTF_8);
        }

        public int status() {
            return ControlFrames.status(payload);
        }
    }

    /** An HTTP answer's head and, where it has a length, body. */
    public record Answer(int status, List<String> headers, String body) {
        String header(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).trim())
                    .findFirst()
                    .orElse("");
        }
    }

    public RawClient(int port) throws IOException {
        this(port, 0);
    }

    /** @param receiveBuffer size of the kernel's buffer in bytes, 0 for its own choice */
    RawClient(int port, int receiveBuffer) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Connects and upgrades. */
    public static RawClient open(int port, String path) throws IOException {
        return open(port, path, 0);
    }

    static RawClient open(int port, String path, int receiveBuffer) throws IOException {
        RawClient client = new RawClient(port, receiveBuffer);
        Answer answer = client.request(handshake(path));
        if (answer.status() != 101) {
            client.close();
            throw new IOException("not upgraded: " + answer);
        }
        return client;
    }

    public static String handshake(String path, String... extraHeaders) {
        List<String> lines = new ArrayList<>(List.of(
                "GET " + path + " HTTP/1.1",
                "Host: ringway.test",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        lines.addAll(Arrays.asList(extraHeaders));
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    public Answer request(String head) throws IOException {
        send(head.getBytes(StandardCharsets.ISO_8859_1));
        return answer();
    }

    public Answer answer() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            lines.add(line);
        }
        int status = Integer.parseInt(lines.getFirst().substring(9, 12));
        Answer head = new Answer(status, lines.subList(1, lines.size()), "");
        String length = head.header("content-length");
        byte[] body = length.isEmpty() ? new byte[0] : in.readNBytes(Integer.parseInt(length));
        return new Answer(status, head.headers(), new String(body, StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    public void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    void text(String text) throws IOException {
        frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends one masked frame. */
    void frame(int first, byte[] payload) throws IOException {
        send(encode(first, payload));
    }

    void closing(int status) throws IOException {
        frame(FIN | CLOSE, ByteBuffer.allocate(2).putShort((short) status).array());
    }

    public static byte[] encode(int first, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
        frame.put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65_536) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.putInt(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ (MASK >> (24 - 8 * (i % 4)))));
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }

    /** The next frame, {@link Received#END} once the server closed its side. */
    public Received next() throws IOException {
        try {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            if ((second & 0x80) != 0) {
                throw new IOException("a server frame must not be masked");
            }
            long length = switch (second) {
                case 126 -> in.readUnsignedShort();
                case 127 -> in.readLong();
                default -> second;
            };
            byte[] payload = in.readNBytes((int) length);
            if (payload.length < length) {
                throw new IOException("the stream ended within a frame");
            }
            return new Received(first & 0x0f, (first & FIN) != 0, Unpooled.wrappedBuffer(payload));
        } catch (EOFException e) {
            return Received.END;
        }
    }

    /** The next frame that is no ping. */
    public Received nextMessage() throws IOException {
        Received frame = next();
        while (frame.opcode() == PING) {
            frame = next();
        }
        return frame;
    }

    /** Resets the connection instead of closing it. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
