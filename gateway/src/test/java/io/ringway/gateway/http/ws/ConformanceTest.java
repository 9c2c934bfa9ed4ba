package io.ringway.gateway.http.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.gateway.http.ServerOptions;
import io.ringway.gateway.http.ws.RawClient.Received;
import java.io.ByteArrayOutputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cases of the Autobahn test suite that concern a server without compression, sections 1 to 7, against an echo: what
 * is sent, and what must come back. Every case is sent twice, in one piece and byte by byte.
 */
final class ConformanceTest {
    private static final int FIN = RawClient.FIN;
    private static final int TEXT = RawClient.TEXT;
    private static final int BINARY = RawClient.BINARY;
    private static final int PING = RawClient.PING;
    private static final int PONG = RawClient.PONG;
    private static final int CLOSE = RawClient.CLOSE;

    @SuppressWarnings("NullAway.Init")
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer(ServerOptions.local());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void inOnePiece(String name, byte[] sent, List<String> expected) throws Exception {
        try (RawClient client = server.open()) {
            client.send(sent);
            assertEquals(expected, answers(client, expected.size()), name);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void byteByByte(String name, byte[] sent, List<String> expected) throws Exception {
        if (sent.length > 2000) {
            return; // 65,000 packets prove nothing more
        }
        try (RawClient client = server.open()) {
            for (byte b : sent) {
                client.send(new byte[] {b});
            }
            assertEquals(expected, answers(client, expected.size()), name);
        } catch (SocketException e) {
            // It hung up before the last bytes were sent, which only a connection that is to end may do.
            assertEquals("end", expected.getLast(), "cut off");
        }
    }

    private static List<String> answers(RawClient client, int count) throws Exception {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(describe(client.next()));
        }
        return answers;
    }

    private static String describe(Received frame) {
        return switch (frame.opcode()) {
            case RawClient.CLOSE -> "close " + frame.status();
            case -1 -> "end";
            default -> name(frame.opcode()) + " " + hash(frame.payload());
        };
    }

    private static String name(int opcode) {
        return switch (opcode) {
            case RawClient.TEXT -> "text";
            case RawClient.BINARY -> "binary";
            case RawClient.PONG -> "pong";
            default -> "opcode " + opcode;
        };
    }

    private static String hash(ByteBuf payload) {
        return payload.readableBytes() + ":" + payload.hashCode();
    }

    private static String text(String text) {
        return "text " + hash(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }

    private static String binary(byte[] bytes) {
        return "binary " + hash(Unpooled.wrappedBuffer(bytes));
    }

    private static String pong(byte[] bytes) {
        return "pong " + hash(Unpooled.wrappedBuffer(bytes));
    }

    static Stream<Arguments> cases() {
        return Stream.of(framing(), pings(), reserved(), opcodes(), fragments(), utf8(), closes())
                .flatMap(List::stream);
    }

    private static List<Arguments> framing() {
        List<Arguments> cases = new ArrayList<>();
        for (int length : new int[] {0, 125, 126, 127, 128, 65_535, 65_536}) {
            byte[] payload = filled(length, '*');
            cases.add(
                    arguments("1.1 text of " + length, frame(FIN | TEXT, payload), List.of(text("*".repeat(length)))));
            cases.add(arguments("1.2 binary of " + length, frame(FIN | BINARY, payload), List.of(binary(payload))));
        }
        cases.add(
                arguments("9 one byte too many", frame(FIN | BINARY, filled(65_537, 0)), List.of("close 1009", "end")));
        cases.add(arguments(
                "9 a claim of 1 MB", bytes(0x82, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 0), List.of("close 1009", "end")));
        cases.add(arguments(
                "9 a claim of 2^63", bytes(0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0), List.of("close 1002", "end")));
        cases.add(arguments("5.2 a length in too many bytes", bytes(0x82, 0xfe, 0, 5), List.of("close 1002", "end")));
        cases.add(arguments("5.1 unmasked", bytes(0x81, 2, 'h', 'i'), List.of("close 1002", "end")));
        return cases;
    }

    private static List<Arguments> pings() {
        byte[] binary = bytes(0x00, 0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0x00, 0xff);
        byte[] tenPings = join(Stream.iterate(0, i -> i < 10, i -> i + 1)
                .map(i -> frame(FIN | PING, bytes(i)))
                .toArray(byte[][]::new));
        List<String> tenPongs = Stream.iterate(0, i -> i < 10, i -> i + 1)
                .map(i -> pong(bytes(i)))
                .toList();
        return List.of(
                arguments("2.1 empty ping", frame(FIN | PING, bytes()), List.of(pong(bytes()))),
                arguments("2.3 binary ping", frame(FIN | PING, binary), List.of(pong(binary))),
                arguments("2.4 ping of 125", frame(FIN | PING, filled(125, 0xfe)), List.of(pong(filled(125, 0xfe)))),
                arguments("2.5 ping of 126", frame(FIN | PING, filled(126, 0xfe)), List.of("close 1002", "end")),
                arguments(
                        "2.7 unsolicited pongs",
                        join(frame(FIN | PONG, bytes()), frame(FIN | PONG, binary), frame(FIN | PING, bytes(1))),
                        List.of(pong(bytes(1)))),
                arguments("2.10 ten pings", tenPings, tenPongs));
    }

    private static List<Arguments> reserved() {
        List<Arguments> cases = new ArrayList<>();
        for (int bits = 1; bits < 8; bits++) {
            byte[] bad = frame(FIN | bits << 4 | TEXT, bytes('x'));
            cases.add(arguments("3 reserved bits " + bits, bad, List.of("close 1002", "end")));
            cases.add(arguments(
                    "3 after a message, bits " + bits,
                    join(frame(FIN | TEXT, bytes('a')), bad, frame(FIN | PING, bytes())),
                    List.of(text("a"), "close 1002", "end")));
        }
        cases.add(arguments("3.6 on a ping", frame(FIN | 0x40 | PING, bytes()), List.of("close 1002", "end")));
        cases.add(arguments("3.7 on a close", frame(FIN | 0x70 | CLOSE, bytes()), List.of("close 1002", "end")));
        return cases;
    }

    private static List<Arguments> opcodes() {
        List<Arguments> cases = new ArrayList<>();
        for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
            cases.add(arguments("4 opcode " + opcode, frame(FIN | opcode, bytes()), List.of("close 1002", "end")));
            cases.add(arguments(
                    "4 opcode " + opcode + " with data",
                    join(frame(FIN | TEXT, bytes('a')), frame(FIN | opcode, bytes('b'))),
                    List.of(text("a"), "close 1002", "end")));
        }
        return cases;
    }

    private static List<Arguments> fragments() {
        byte[] first = frame(TEXT, utf("frag"));
        byte[] last = frame(FIN, utf("ment"));
        byte[] ping = frame(FIN | PING, utf("p"));
        return List.of(
                arguments(
                        "5.1 a ping in two",
                        join(frame(PING, bytes(1)), frame(FIN, bytes(2))),
                        List.of("close 1002", "end")),
                arguments("5.2 a pong in two", frame(PONG, bytes(1)), List.of("close 1002", "end")),
                arguments("5.3 text in two", join(first, last), List.of(text("fragment"))),
                arguments("5.6 a ping between", join(first, ping, last), List.of(pong(utf("p")), text("fragment"))),
                arguments(
                        "5.9 continuation of nothing",
                        join(frame(FIN, utf("x")), frame(FIN | TEXT, utf("y"))),
                        List.of("close 1002", "end")),
                arguments("5.12 unfinished continuation of nothing", frame(0, utf("x")), List.of("close 1002", "end")),
                arguments(
                        "5.15 continuation after the end",
                        join(first, last, last),
                        List.of(text("fragment"), "close 1002", "end")),
                arguments(
                        "5.18 a new message within one",
                        join(first, frame(FIN | TEXT, utf("x"))),
                        List.of("close 1002", "end")),
                arguments(
                        "5.19 pings within five fragments",
                        join(first, frame(0, utf("a")), ping, frame(0, utf("b")), ping, frame(0, utf("c")), last),
                        List.of(pong(utf("p")), pong(utf("p")), text("fragabcment"))),
                arguments(
                        "empty fragments",
                        join(frame(TEXT, bytes()), frame(0, bytes()), frame(FIN, bytes())),
                        List.of(text(""))));
    }

    private static List<Arguments> utf8() {
        List<Arguments> cases = new ArrayList<>();
        for (String good : List.of(
                "Hello-µ@ßöäüàá-UTF-8!!",
                "κόσμε",
                "\u0080\u07ff\u0800\uffff",
                "\ud800\udc00\udbff\udfff",
                "\ud7ff\ue000\ufffd",
                "\ufdd0\ufffe")) {
            byte[] bytes = utf(good);
            cases.add(arguments("6 valid " + good.length(), frame(FIN | TEXT, bytes), List.of(text(good))));
            cases.add(arguments("6.2 byte by byte " + good.length(), eachAlone(bytes), List.of(text(good))));
        }
        for (byte[] bad : List.of(
                bytes(0xce, 0xba, 0xe1, 0xbd, 0xb9, 0xed, 0xa0, 0x80, 0x65),
                bytes(0x80),
                bytes(0xbf),
                bytes(0xc0, 0xaf),
                bytes(0xc1, 0xbf),
                bytes(0xe0, 0x80, 0xaf),
                bytes(0xe0, 0x9f, 0xbf),
                bytes(0xf0, 0x80, 0x80, 0xaf),
                bytes(0xf0, 0x8f, 0xbf, 0xbf),
                bytes(0xf4, 0x90, 0x80, 0x80),
                bytes(0xf8, 0x88, 0x80, 0x80, 0x80),
                bytes(0xfe),
                bytes(0xff),
                bytes(0xed, 0xa0, 0x80),
                bytes(0xed, 0xbf, 0xbf),
                bytes(0xce),
                bytes(0xe1, 0xbd),
                bytes(0xf0, 0x90, 0x80),
                bytes('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 0xff, 'i'))) {
            cases.add(arguments("6.3 " + Arrays.toString(bad), frame(FIN | TEXT, bad), List.of("close 1007", "end")));
            cases.add(arguments("6.3 alone " + Arrays.toString(bad), eachAlone(bad), List.of("close 1007", "end")));
        }
        cases.add(arguments("6.4 fails at the fragment", frame(TEXT, bytes(0xf4, 0x90)), List.of("close 1007", "end")));
        cases.add(arguments("binary may be anything", frame(FIN | BINARY, bytes(0xff)), List.of(binary(bytes(0xff)))));
        return cases;
    }

    private static List<Arguments> closes() {
        List<Arguments> cases = new ArrayList<>();
        cases.add(arguments(
                "7.1.1 a message and a close",
                join(frame(FIN | TEXT, utf("a")), close(1000)),
                List.of(text("a"), "close 1000", "end")));
        cases.add(arguments("7.1.2 two closes", join(close(1000), close(1000)), List.of("close 1000", "end")));
        cases.add(arguments(
                "7.1.3 a ping after the close",
                join(close(1000), frame(FIN | PING, bytes())),
                List.of("close 1000", "end")));
        cases.add(arguments(
                "7.1.5 a close within a message",
                join(frame(TEXT, utf("a")), close(1000), frame(FIN, utf("b"))),
                List.of("close 1000", "end")));
        cases.add(arguments("7.3.1 empty", frame(FIN | CLOSE, bytes()), List.of("close 1005", "end")));
        cases.add(arguments("7.3.2 one byte", frame(FIN | CLOSE, bytes(3)), List.of("close 1002", "end")));
        cases.add(arguments(
                "7.3.5 longest reason",
                frame(FIN | CLOSE, join(bytes(3, 0xe8), filled(123, '*'))),
                List.of("close 1000", "end")));
        cases.add(arguments(
                "7.3.6 too long a reason",
                frame(FIN | CLOSE, join(bytes(3, 0xe8), filled(124, '*'))),
                List.of("close 1002", "end")));
        cases.add(arguments(
                "7.5.1 reason is not UTF-8",
                frame(FIN | CLOSE, bytes(3, 0xe8, 0xce, 0xff)),
                List.of("close 1007", "end")));
        for (int status : new int[] {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999}) {
            cases.add(arguments("7.7 " + status, close(status), List.of("close " + status, "end")));
        }
        for (int status : new int[] {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65_535}) {
            cases.add(arguments("7.9 " + status, close(status), List.of("close 1002", "end")));
        }
        return cases;
    }

    private static byte[] frame(int first, byte[] payload) {
        return RawClient.encode(first, payload);
    }

    private static byte[] close(int status) {
        return frame(FIN | CLOSE, bytes(status >> 8, status));
    }

    /** Text with every byte in a fragment of its own. */
    private static byte[] eachAlone(byte[] text) {
        byte[][] fragments = new byte[text.length + 1][];
        for (int i = 0; i < text.length; i++) {
            fragments[i] = frame(i == 0 ? TEXT : 0, new byte[] {text[i]});
        }
        fragments[text.length] = frame(FIN, bytes());
        return join(fragments);
    }

    private static byte[] utf(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
