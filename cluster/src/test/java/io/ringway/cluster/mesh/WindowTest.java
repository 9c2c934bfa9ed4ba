package io.ringway.cluster.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Traffic;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final long MESSAGES = Window.MESSAGE_BYTES;
    private static final long ALL = Window.MESSAGE_BYTES + Window.RESERVE_BYTES;

    private final Window window = new Window();

    @Test
    void signalsGoOnWhereMessagesAreRefused() {
        assertFalse(window.isFull(Traffic.MESSAGES, MESSAGES));
        assertTrue(window.isFull(Traffic.MESSAGES, MESSAGES + 1));
        assertFalse(window.isFull(Traffic.SIGNALS, MESSAGES + 1));
        assertFalse(window.isFull(Traffic.SIGNALS, ALL));
        assertTrue(window.isFull(Traffic.SIGNALS, ALL + 1));
    }

    @Test
    void countsWhatItRefusesUntilThePeerHasTakenHalf() {
        assertTrue(window.refuse(Traffic.MESSAGES));
        assertFalse(window.refuse(Traffic.MESSAGES));
        assertTrue(window.isFull(Traffic.MESSAGES, MESSAGES / 2 + 1));
        assertEquals(0, window.recovered(Traffic.MESSAGES, MESSAGES / 2 + 1));
        assertFalse(window.isFull(Traffic.SIGNALS, ALL));
        assertEquals(0, window.recovered(Traffic.SIGNALS, 0));
        assertEquals(2, window.recovered(Traffic.MESSAGES, MESSAGES / 2));
        assertEquals(0, window.recovered(Traffic.MESSAGES, MESSAGES / 2));
        assertFalse(window.isFull(Traffic.MESSAGES, MESSAGES));
        assertTrue(window.refuse(Traffic.SIGNALS));
        assertTrue(window.isFull(Traffic.SIGNALS, ALL / 2 + 1));
        assertEquals(1, window.recovered(Traffic.SIGNALS, ALL / 2));
    }

    /** A flood, and a peer that takes some of it now and then. */
    @Test
    void aFloodOfMessagesDropsNoSignalAndEveryDropIsTold() {
        Random random = new Random(118);
        long open = 0;
        long untold = 0;
        long told = 0;
        for (int i = 0; i < 200_000; i++) {
            Traffic traffic = random.nextInt(100) == 0 ? Traffic.SIGNALS : Traffic.MESSAGES;
            int bytes = traffic == Traffic.SIGNALS ? 1_000 : 30_000;
            if (window.isFull(traffic, open)) {
                assertEquals(Traffic.MESSAGES, traffic);
                window.refuse(traffic);
                untold++;
            } else {
                open += bytes;
            }
            if (random.nextInt(500) == 0) {
                open -= random.nextLong(open + 1);
                long recovered = window.recovered(Traffic.MESSAGES, open);
                assertTrue(recovered == 0 || recovered == untold);
                told += recovered;
                untold -= recovered;
            }
        }
        assertTrue(told > 0);
        assertEquals(untold, window.recovered(Traffic.MESSAGES, 0));
    }
}
