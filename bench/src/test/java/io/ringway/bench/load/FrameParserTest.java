package io.ringway.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameParserTest {
    private final List<String> payloads = new ArrayList<>();

    private void read(ByteBuffer in) {
        FrameParser.read(
                in, (opcode, payload) -> payloads.add(opcode + " " + StandardCharsets.US_ASCII.decode(payload)));
    }

    @Test
    void framesThatCameInPiecesAreReadOnceTheyAreWhole() {
        byte[] wire = {(byte) 0x81, 2, 'h', 'i', (byte) 0x89, 0, (byte) 0x81, 3, 'y'};
        ByteBuffer in = ByteBuffer.wrap(wire);
        read(in);
        assertEquals(List.of("1 hi", "9 "), payloads);
        assertEquals(3, in.remaining());
        read(ByteBuffer.allocate(16).put(in).put((byte) 'e').put((byte) 's').flip());
        assertEquals(List.of("1 hi", "9 ", "1 yes"), payloads);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 125, 126, 65_535, 65_536})
    void whatIsWrittenMaskedIsReadOnceUnmasked(int length) {
        byte[] payload = "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer wire = ByteBuffer.allocate(length + 14);
        FrameParser.write(wire, FrameParser.TEXT, payload, 0x0102_0304);
        read(unmasked(wire.flip(), length));
        assertEquals(List.of("1 " + "x".repeat(length)), payloads);
    }

    /** As a server would send it: without the mask, and without the bit that announces one. */
    private static ByteBuffer unmasked(ByteBuffer wire, int length) {
        int header = wire.remaining() - length - 4;
        ByteBuffer plain = ByteBuffer.allocate(header + length);
        for (int i = 0; i < header; i++) {
            plain.put((byte) (i == 1 ? wire.get(i) & 0x7f : wire.get(i)));
        }
        for (int i = 0; i < length; i++) {
            plain.put((byte) (wire.get(header + 4 + i) ^ wire.get(header + (i & 3))));
        }
        return plain.flip();
    }
}
