package io.ringway.gateway.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.cluster.Bytes;
import org.junit.jupiter.api.Test;

class JsonTest {
    /** A value that was checked still fits when a frame is put around it. */
    @Test
    void a_value_is_one_level_less_deep_than_a_frame() {
        assertDoesNotThrow(() -> check("[".repeat(31) + "]".repeat(31)));
        assertThrows(JsonException.class, () -> check("[".repeat(32) + "]".repeat(32)));
        assertThrows(JsonException.class, () -> check("[".repeat(50_000)));
    }

    @Test
    void one_value_and_nothing_else() {
        assertDoesNotThrow(() -> check(" 1 "));
        assertThrows(JsonException.class, () -> check(""));
        assertThrows(JsonException.class, () -> check(" "));
        assertThrows(JsonException.class, () -> check("1 2"));
        assertThrows(JsonException.class, () -> check("\"a\" \"b\""));
        assertThrows(JsonException.class, () -> check("[] x"));
        assertThrows(JsonException.class, () -> check("\"half"));
    }

    @Test
    void bytes_travel_as_base64_where_there_are_no_binary_frames() {
        ByteBuf out = Unpooled.buffer();
        new JsonWriter(out).binary(Bytes.wrap(new byte[] {0, 1, (byte) 0xff}));
        assertEquals("{\"$binary\":\"AAH/\"}", out.toString(UTF_8));
    }

    private static void check(String json) throws JsonException {
        Json.check(json.getBytes(UTF_8));
    }
}
