package io.ringway.gateway.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames where there is no memory outside of the heap. */
class FrameMemoryTest {
    /** What is made by the JDK, and what Netty makes itself, is counted by each of them, and refused in words of its own. */
    static List<List<String>> options() {
        List<List<String>> options = new ArrayList<>(List.of(List.of()));
        if (Runtime.version().feature() >= 23) {
            options.add(List.of("--sun-misc-unsafe-memory-access=allow"));
        }
        return options;
    }

    @ParameterizedTest
    @MethodSource("options")
    void framesThatGrewAsTheyWereWrittenFailedWhereBuffersWereShort(List<String> options) throws Exception {
        Process process = start(options);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), said);
        assertEquals(0, process.exitValue(), said);
    }

    /** In a JVM of its own, with memory that is soon taken. */
    private static Process start(List<String> options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-Xmx128m", "-XX:MaxDirectMemorySize=64m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), EncodesWithoutBuffers.class.getName()));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    @Test
    void anExhaustedHeapIsNoReasonToTryOnTheHeap() {
        OutOfMemoryError heap = new OutOfMemoryError("Java heap space");
        List<ByteBuf> written = new ArrayList<>();
        long before = FrameMemory.refusals();
        OutOfMemoryError thrown = assertThrows(
                OutOfMemoryError.class,
                () -> Frame.written(false, 10, buffer -> {
                    written.add(buffer);
                    throw heap;
                }));
        assertEquals(heap, thrown);
        assertEquals(before, FrameMemory.refusals());
        assertEquals(1, written.size(), "once");
        assertEquals(0, written.getFirst().refCnt());
    }

    @Test
    void whatFailsOnTheHeapTooLeavesNothingBehind() {
        List<ByteBuf> written = new ArrayList<>();
        assertThrows(
                OutOfMemoryError.class,
                () -> Frame.written(false, 10, buffer -> {
                    written.add(buffer);
                    throw new OutOfMemoryError("Cannot reserve 10 bytes of direct buffer memory");
                }));
        assertFalse(written.getLast().isDirect());
        assertEquals(0, written.getLast().refCnt());
    }
}
