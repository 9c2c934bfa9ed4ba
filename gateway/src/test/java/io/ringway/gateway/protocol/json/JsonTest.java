package io.ringway.gateway.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.cluster.Bytes;
import java.util.List;
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

    /** Jackson keeps the names it saw for all parsers of a factory; they must neither pile up nor stand in anybody's way. */
    @Test
    void ever_new_names_harm_nobody() {
        for (int frame = 0; frame < 500; frame++) {
            StringBuilder json = new StringBuilder("{");
            for (int i = 0; i < 100; i++) {
                json.append("\"name ").append(frame).append('-').append(i).append("\":0,");
            }
            assertDoesNotThrow(() -> check(json.append("\"\":0}").toString()));
        }
        assertDoesNotThrow(() -> check("{\"an innocent name\":0}"));
    }

    @Test
    void bytes_travel_as_base64_where_there_are_no_binary_frames() {
        ByteBuf out = Unpooled.buffer();
        new JsonWriter(out).binary(Bytes.wrap(new byte[] {0, 1, (byte) 0xff}));
        assertEquals("{\"$binary\":\"AAH/\"}", out.toString(UTF_8));
    }

    /** Of those, some readers make an infinity, which is no JSON, and others a text. */
    @Test
    void a_number_beyond_a_double_is_in_no_tree() {
        for (String number : List.of("1e999", "-1e309", "1" + "0".repeat(400) + ".0")) {
            assertThrows(JsonException.class, () -> tree("{\"a\":[0," + number + "]}"), number);
            assertDoesNotThrow(() -> check(number), "but may be passed on as it is");
        }
        for (String number : List.of("-1.7e308", "1e-999", "1" + "0".repeat(400), "\"1e999\"")) {
            assertDoesNotThrow(() -> tree("{\"a\":[0," + number + "]}"), number);
        }
    }

    private static void tree(String json) throws JsonException {
        Json.tree(json.getBytes(UTF_8));
    }

    private static void check(String json) throws JsonException {
        Json.check(json.getBytes(UTF_8));
    }
}
