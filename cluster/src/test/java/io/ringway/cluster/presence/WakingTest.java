package io.ringway.cluster.presence;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WakingTest {
    private final Waking waking = new Waking(0);

    @Test
    void isNotNowWhereEveryLookComesInTime() {
        for (long now = 50; now < 1_000; now += 50) {
            assertFalse(waking.isNow(now));
        }
    }

    /** The timer catches up on all that it has missed, in a row. */
    @Test
    void isNowForAMomentAfterAStandstill() {
        assertFalse(waking.isNow(50));
        assertTrue(waking.isNow(4_000));
        assertTrue(waking.isNow(4_000));
        assertTrue(waking.isNow(4_450));
        assertFalse(waking.isNow(4_500));
    }

    @Test
    void doesNotLastWhereEveryLookIsLate() {
        assertTrue(waking.isNow(600));
        assertFalse(waking.isNow(1_200));
        assertFalse(waking.isNow(1_800));
    }
}
