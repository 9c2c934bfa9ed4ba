package io.ringway.gateway.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private final Breaker breaker = new Breaker();

    private void fail(int times, long now) {
        for (int i = 0; i < times; i++) {
            breaker.failed(now);
        }
    }

    @Test
    void twoFailuresAreNotThree() {
        fail(2, 0);
        assertTrue(breaker.allows(0));
        breaker.succeeded();
        fail(2, 0);
        assertTrue(breaker.allows(0), "they have to come in a row");
        fail(1, 0);
        assertFalse(breaker.allows(0));
    }

    @Test
    void oneQuestionTriesAndTheOthersWaitForWhatComesOfIt() {
        fail(3, 0);
        assertFalse(breaker.allows(999));
        assertTrue(breaker.allows(1_000));
        assertFalse(breaker.allows(1_001));
        breaker.succeeded();
        assertTrue(breaker.allows(1_002));
    }

    @Test
    void aTrialThatNeverComesBackDoesNotKeepItShut() {
        fail(3, 0);
        assertTrue(breaker.allows(1_000));
        assertTrue(breaker.allows(2_000));
    }

    @Test
    void pausesDoubleUpToAMinuteAndBeginAnewAfterASuccess() {
        fail(3, 0);
        long now = 0;
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            long since = now;
            while (!breaker.allows(now)) {
                now += 100;
            }
            pauses.add((now - since) / 1_000);
            breaker.failed(now);
        }
        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L), pauses);

        breaker.succeeded();
        fail(3, now);
        assertFalse(breaker.allows(now + 999));
        assertTrue(breaker.allows(now + 1_000));
    }
}
