package io.ringway.gateway.http.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final Drain PLAN = new Drain(100, Duration.ofMillis(100), Duration.ofSeconds(20));

    private int arrivals = 7;

    /** A node that was started a moment ago takes clients slowly at first: few wait for it, and not all. */
    @Test
    void aFewAreSentUntilTheyHaveArrived() {
        Pacer pacer = new Pacer(PLAN, () -> arrivals, 0);
        assertEquals(10, pacer.next(300, 0));
        assertEquals(5, pacer.next(290, 100), "so that all are told in time");
        arrivals += 15;
        assertEquals(25, pacer.next(285, 200));
        arrivals += 25;
        assertEquals(50, pacer.next(260, 300));
    }

    @Test
    void aClientWaitsForNoMoreThanASecondWhereOthersTakeTheirTime() {
        for (int perSecond : new int[] {600, 1_000, 5_000}) {
            assertTrue(longestWait(3_300, perSecond) <= 1_500, perSecond + " a second");
        }
    }

    /** Others take so many a second, one after the other. */
    private long longestWait(int connections, int perSecond) {
        arrivals = 0;
        Pacer pacer = new Pacer(PLAN, () -> arrivals, 0);
        Deque<Long> waiting = new ArrayDeque<>();
        long longest = 0;
        double taken = 0;
        int left = connections;
        for (long now = 0; left > 0 || !waiting.isEmpty(); now += 10) {
            taken = waiting.isEmpty() ? 0 : taken + perSecond / 100.0;
            for (; taken >= 1 && !waiting.isEmpty(); taken--) {
                longest = Math.max(longest, now - waiting.remove());
                arrivals++;
            }
            int count = now % 100 == 0 ? pacer.next(left, now) : 0;
            left -= count;
            for (int i = 0; i < count; i++) {
                waiting.add(now);
            }
        }
        return longest;
    }

    @Test
    void allAreToldWithinAThirdOfTheDeadlineThoughNobodyArrives() {
        Pacer pacer = new Pacer(PLAN, () -> arrivals, 0);
        int left = 5_000;
        for (long now = 0; now < 6_700; now += 100) {
            left -= pacer.next(left, now);
        }
        assertEquals(0, left);
    }

    /** One in ten does not, and a place that was kept for each for ever would leave none. */
    @Test
    void theOthersAreNotSentEverMoreSlowlyWhereSomeDoNotComeBack() {
        arrivals = 0;
        Pacer pacer = new Pacer(new Drain(100, Duration.ofMillis(100), Duration.ofMinutes(10)), () -> arrivals, 0);
        int left = 2_000;
        int sent = 0;
        long now = 0;
        for (; left > 0; now += 100) {
            arrivals = sent - sent / 10;
            int count = pacer.next(left, now);
            left -= count;
            sent += count;
        }
        assertTrue(now < 8_000, "took " + now + " ms");
    }

    @Test
    void whoDoesNotComeBackHoldsNobodyUpForLong() {
        Pacer pacer = new Pacer(new Drain(100, Duration.ofMillis(100), Duration.ofMinutes(10)), () -> arrivals, 0);
        assertEquals(10, pacer.next(200, 0));
        assertEquals(1, pacer.next(190, 1_900));
        assertTrue(pacer.next(189, 2_100) >= 4);
    }

    @Test
    void aBatchGoesAtATimeWhereNobodySaysWhoHasArrived() {
        Pacer pacer = Pacer.steady(PLAN, 0);
        assertEquals(100, pacer.next(250, 0));
        assertEquals(100, pacer.next(150, 100));
        assertEquals(50, pacer.next(50, 200));
    }

    @Test
    void moreGoAtATimeThanABatchWhereTheDeadlineLeavesNoChoice() {
        Pacer pacer = Pacer.steady(PLAN, 0);
        assertEquals(304, pacer.next(20_000, 0));
    }
}
