package io.ringway.gateway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of memory that ran out, and how much there may be of it. */
class MemoryMetricsTest {
    private static final long MIB = 1 << 20;

    private long now = -1_000_000;
    private long ofFrames = 7;
    private final MemoryMetrics memory = new MemoryMetrics(() -> now, () -> ofFrames);

    @Test
    void memoryThatRanOutWasNowhereToBeSeen() {
        assertEquals(Optional.empty(), memory.trouble());
        memory.ranOut(new OutOfMemoryError("Cannot reserve 4194304 bytes of direct buffer memory"));
        memory.ranOut(new OutOfMemoryError("Cannot reserve 4194304 bytes of direct buffer memory"));
        assertEquals(2, memory.refusals());
        String trouble = memory.trouble().orElseThrow();
        assertTrue(trouble.startsWith("degraded: memory for buffers ran out"), trouble);
        assertTrue(trouble.contains("2 times"), trouble);
        now += 300_000;
        assertEquals(Optional.empty(), memory.trouble(), "it is over");
    }

    @Test
    void aFrameThatWentOnTheHeapWasCountedByNobody() {
        assertEquals(0, memory.refusals(), "of others before");
        ofFrames = 9;
        assertEquals(2, memory.refusals());
        memory.ranOut(new OutOfMemoryError("Cannot reserve 4194304 bytes of direct buffer memory"));
        assertEquals(3, memory.refusals());
        assertTrue(memory.trouble().orElseThrow().contains("3 times"));
    }

    @Test
    void anExhaustedHeapCountedAsARefusedBuffer() {
        memory.ranOut(new OutOfMemoryError("Java heap space"));
        assertEquals(0, memory.refusals());
        String trouble = memory.trouble().orElseThrow();
        assertTrue(trouble.startsWith("degraded: the heap ran out"), trouble);
        now += 300_000;
        assertEquals(Optional.empty(), memory.trouble(), "it is over");
    }

    @Test
    void buffersHaveWhatTheJvmAllowsWhereTheMachineHasAsMuch() {
        assertEquals(128 * MIB, ProcessBufferMemory.limit(128 * MIB, 16_384 * MIB, 128 * MIB));
    }

    @Test
    void inAContainerTheJvmAllowedBuffersMoreThanTheHeapLeaves() {
        assertEquals(282 * MIB, ProcessBufferMemory.limit(614 * MIB, 1_024 * MIB, 614 * MIB));
        assertEquals(64 * MIB, ProcessBufferMemory.limit(1_024 * MIB, 1_024 * MIB, 1_024 * MIB));
    }
}
