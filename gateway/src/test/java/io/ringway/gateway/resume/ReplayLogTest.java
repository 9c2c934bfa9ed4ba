package io.ringway.gateway.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.protocol.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReplayLogTest {
    private static final int FRAME_BYTES = 2 + 4;

    private final ReplayLog log = new ReplayLog(5 * FRAME_BYTES);
    private final List<Frame> made = new ArrayList<>();

    private void add(String text) {
        Frame frame = Frame.of(false, text.getBytes(StandardCharsets.UTF_8));
        log.add(frame);
        frame.release();
        made.add(frame);
    }

    private List<String> kept() {
        List<String> kept = new ArrayList<>();
        log.forEach(frame -> kept.add(frame.payload().toString(StandardCharsets.UTF_8)));
        return kept;
    }

    private void assertNothingLeaks() {
        assertEquals(
                kept().size(),
                made.stream().filter(frame -> frame.wire().refCnt() > 0).count());
    }

    @Test
    void numbersFramesFromOne() {
        assertEquals(0, log.last());
        add("aaaa");
        add("bbbb");
        assertEquals(2, log.last());
        assertEquals(0, log.before());
        assertTrue(log.covers(0));
        assertTrue(log.covers(2));
        assertFalse(log.covers(3), "a number that was never given");
    }

    @Test
    void forgetsWhatTheClientHas() {
        add("aaaa");
        add("bbbb");
        add("cccc");
        log.acknowledge(2);
        assertEquals(List.of("cccc"), kept());
        assertFalse(log.covers(1));
        assertTrue(log.covers(2));
        assertNothingLeaks();
        log.acknowledge(3);
        assertEquals(0, log.bytes());
        assertEquals(3, log.before());
        assertNothingLeaks();
    }

    @Test
    void ignoresANumberThatWasNeverGiven() {
        add("aaaa");
        log.acknowledge(7);
        assertEquals(List.of("aaaa"), kept());
    }

    @Test
    void dropsTheOldestOverItsBound() {
        for (int i = 0; i < 8; i++) {
            add("fra" + i);
        }
        assertEquals(List.of("fra3", "fra4", "fra5", "fra6", "fra7"), kept());
        assertFalse(log.covers(2));
        assertTrue(log.covers(3));
        assertNothingLeaks();
    }

    @Test
    void goesOnAfterFramesThatAreNotHere() {
        ReplayLog later = new ReplayLog(100, 41);
        Frame frame = Frame.of(true, new byte[] {1});
        later.add(frame);
        frame.release();
        assertEquals(42, later.last());
        assertEquals(41, later.before());
        later.release();
        assertEquals(42, later.last());
        assertEquals(0, frame.wire().refCnt());
    }

    /** Whatever is acknowledged when: what the log covers it has, in order and without a gap, within its bound. */
    @Property(tries = 300)
    void keepsAWholeTail(@ForAll Random random) {
        ReplayLog any = new ReplayLog(1_000);
        long sent = 0;
        long acknowledged = 0;
        for (int step = 0; step < 200; step++) {
            if (random.nextInt(4) > 0) {
                byte[] payload = new byte[8 + random.nextInt(100)];
                java.nio.ByteBuffer.wrap(payload).putLong(++sent);
                Frame frame = Frame.of(true, payload);
                any.add(frame);
                frame.release();
            } else {
                acknowledged = Math.max(acknowledged, random.nextLong(sent + 1));
                any.acknowledge(acknowledged);
            }
            List<Long> numbers = new ArrayList<>();
            any.forEach(
                    frame -> numbers.add(frame.payload().getLong(frame.payload().readerIndex())));
            for (int i = 0; i < numbers.size(); i++) {
                assertEquals(any.before() + 1 + i, numbers.get(i));
            }
            assertEquals(sent, any.last());
            assertTrue(any.before() >= acknowledged);
            assertTrue(any.bytes() <= 1_000);
        }
        any.release();
    }
}
