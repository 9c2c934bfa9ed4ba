package io.ringway.gateway.protocol.vectors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.ProtocolException;
import io.ringway.gateway.protocol.ringway.RingwayDialect;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

class RingwayVectorsTest {
    private final RingwayDialect dialect =
            new RingwayDialect(new Event.Limits(65_536, 32_768, 4_096, 128, 100, 1_048_576));

    @TestFactory
    Stream<DynamicTest> requests() {
        return each("requests.json", vector -> () -> assertEquals(Described.command(vector.means()), decode(vector)));
    }

    @TestFactory
    Stream<DynamicTest> events() {
        return each("events.json", vector -> () -> {
            Frame frame = Objects.requireNonNull(dialect.encode(Described.event(vector.means())));
            assertEquals(new String(vector.frame(), UTF_8), frame.payload().toString(UTF_8));
            assertArrayEquals(vector.frame(), ByteBufUtil.getBytes(frame.payload()));
            assertEquals(vector.isBinary(), frame.isBinary());
            frame.release();
        });
    }

    @TestFactory
    Stream<DynamicTest> errors() {
        return each("errors.json", vector -> () -> {
            Event.Failed failed =
                    assertThrows(ProtocolException.class, () -> decode(vector)).toEvent();
            JsonNode id = vector.error().get("id");
            assertEquals(vector.error().get("code").asText(), failed.code().code(), failed.message());
            assertEquals(id.isNull() ? Command.NO_ID : id.longValue(), failed.id(), failed.message());
        });
    }

    @Test
    void every_event_of_this_dialect_has_a_vector() {
        Set<String> described = Vector.of("events.json").stream()
                .map(vector -> vector.means().get("event").asText())
                .collect(Collectors.toSet());
        described.addAll(Families.OTHER_EVENTS);
        assertEquals(Families.names(Event.class), described);
    }

    @Test
    void every_command_of_this_dialect_has_a_vector() {
        Set<String> described = Vector.of("requests.json").stream()
                .map(vector -> vector.means().get("command").asText())
                .collect(Collectors.toSet());
        described.addAll(Families.OTHER_COMMANDS);
        assertEquals(Families.names(Command.class), described);
    }

    private Command decode(Vector vector) throws ProtocolException {
        ByteBuf frame = Unpooled.wrappedBuffer(vector.frame());
        return vector.isBinary() ? dialect.decodeBinary(frame) : dialect.decode(frame);
    }

    private interface Check {
        Executable of(Vector vector);
    }

    private static Stream<DynamicTest> each(String file, Check check) {
        return Vector.of(file).stream().map(vector -> DynamicTest.dynamicTest(vector.name(), check.of(vector)));
    }
}
