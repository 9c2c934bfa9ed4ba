package io.ringway.gateway.protocol.vectors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.Unpooled;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.ProtocolException;
import io.ringway.gateway.protocol.skapi.SkapiDialect;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

class SkapiVectorsTest {
    private final SkapiDialect dialect = new SkapiDialect(new Event.Limits(65_536, 32_768, 4_096, 128, 100, 1_048_576));

    @TestFactory
    Stream<DynamicTest> requests() {
        return each(
                vector -> isFrom(vector, "client") && !vector.node().has("error"),
                vector -> () -> assertEquals(Described.command(vector.means()), decode(vector)));
    }

    @TestFactory
    Stream<DynamicTest> errors() {
        return each(vector -> vector.node().has("error"), vector -> () -> {
            Event.Failed failed =
                    assertThrows(ProtocolException.class, () -> decode(vector)).toEvent();
            assertEquals(vector.error().get("code").asText(), failed.code().code(), failed.message());
            assertEquals(Command.NO_ID, failed.id());
        });
    }

    @TestFactory
    Stream<DynamicTest> events() {
        return each(vector -> isFrom(vector, "server"), vector -> () -> {
            Frame frame = dialect.encode(Described.event(vector.means()));
            if (vector.node().get("text").isNull()) {
                assertNull(frame);
                return;
            }
            assertNotNull(frame);
            assertEquals(new String(vector.frame(), UTF_8), frame.payload().toString(UTF_8));
            assertFalse(frame.isBinary());
            frame.release();
        });
    }

    @Test
    void binaryIsNotUnderstood() {
        ProtocolException refused = assertThrows(
                ProtocolException.class, () -> dialect.decodeBinary(Unpooled.wrappedBuffer(new byte[] {1, 10, 2})));
        assertEquals(ErrorCode.BAD_REQUEST, refused.code());
    }

    private Command decode(Vector vector) throws ProtocolException {
        return dialect.decode(Unpooled.wrappedBuffer(vector.frame()));
    }

    private static boolean isFrom(Vector vector, String whom) {
        return vector.node().get("from").asText().equals(whom);
    }

    private interface Check {
        Executable of(Vector vector);
    }

    private static Stream<DynamicTest> each(Predicate<Vector> which, Check check) {
        return Vector.of("skapi.json").stream()
                .filter(which)
                .map(vector -> DynamicTest.dynamicTest(vector.name(), check.of(vector)));
    }
}
