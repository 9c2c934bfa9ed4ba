package io.ringway.cluster.hazelcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FenceTest {
    private final Standstill standstill = new Standstill(5_000, 0);
    private final Fence fence = new Fence(2, standstill, 0);

    @Test
    void isClosedWhileTooFewNodesAreHere() {
        assertTrue(fence.isClosed(0));
        assertEquals("1 of at least 2 nodes are here", fence.why(0));
        fence.tick(50, 2, 2);
        assertFalse(fence.isClosed(50));
        fence.tick(100, 1, 1);
        assertTrue(fence.isClosed(100));
    }

    @Test
    void isClosedAtOnceWhereANodeGoesBeforeTheNextTick() {
        fence.tick(50, 2, 2);
        assertFalse(fence.isClosed(60, 2));
        assertTrue(fence.isClosed(60, 1));
        fence.tick(100, 1, 1);
        assertTrue(fence.isClosed(110, 2), "it opens with a tick");
    }

    @Test
    void isClosedFromAStandstillUntilTheOthersTookTheNodeBack() {
        standstill.beat(50);
        fence.tick(50, 3, 3);
        assertFalse(fence.isClosed(5_049));
        assertTrue(fence.isClosed(5_050), "before the first beat");
        standstill.beat(20_050);
        assertTrue(fence.isClosed(20_050), "before the first tick");
        fence.tick(20_050, 3, 3);
        assertEquals("this node stood still for 20000 ms and waits for the others", fence.why(20_050));
        standstill.beat(20_100);
        fence.tick(20_100, 3, 3);
        assertTrue(fence.isClosed(20_100));
        fence.merged(22_000);
        assertFalse(fence.isClosed(22_000));
    }

    @Test
    void opensAgainWhereNobodyHadMissedTheNode() {
        standstill.beat(50);
        fence.tick(50, 3, 3);
        standstill.beat(6_000);
        fence.tick(6_000, 3, 3);
        for (long now = 6_050; now < 6_000 + Fence.RETURN_MS; now += 50) {
            standstill.beat(now);
            fence.tick(now, 3, 3);
            assertTrue(fence.isClosed(now));
        }
        assertFalse(fence.isClosed(6_000 + Fence.RETURN_MS));
    }

    /** While a node starts, or many clients come at once, its event loop may be seconds late; its heartbeats are not. */
    @Test
    void aNodeWhoseEventLoopIsLateDoesNotFenceItself() {
        fence.tick(50, 3, 3);
        for (long now = 50; now < 9_000; now += 100) {
            standstill.beat(now);
            assertFalse(fence.isClosed(now));
        }
        fence.tick(9_000, 3, 3);
        assertFalse(fence.isClosed(9_000));
    }

    @Test
    void isClosedWhereTooFewNodesAreReachedThoughNoneIsCountedOutYet() {
        fence.tick(50, 3, 3);
        fence.tick(100, 3, 2);
        assertFalse(fence.isClosed(100));
        fence.tick(150, 3, 1);
        assertEquals("1 of at least 2 nodes answer", fence.why(150));
        fence.tick(200, 3, 2);
        assertFalse(fence.isClosed(200));
    }

    @Test
    void staysOpenThroughAStandstillOfTheOnlyNode() {
        Standstill long60 = new Standstill(5_000, 0);
        Fence alone = new Fence(1, long60, 0);
        assertFalse(alone.isClosed(60_000));
        long60.beat(60_000);
        alone.tick(60_000, 1, 1);
        assertFalse(alone.isClosed(60_000));
        assertFalse(alone.isClosed(60_100));
    }
}
