package io.ringway.cluster.hazelcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FenceTest {
    private final Fence fence = new Fence(2, 5_000, 0);

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
    void isClosedFromAStandstillUntilTheOthersTookTheNodeBack() {
        fence.tick(50, 3, 3);
        assertFalse(fence.isClosed(5_049));
        assertTrue(fence.isClosed(5_050), "before the first tick");
        fence.tick(20_050, 3, 3);
        assertEquals("this node stood still for 20000 ms and waits for the others", fence.why(20_050));
        fence.tick(20_100, 3, 3);
        assertTrue(fence.isClosed(20_100));
        fence.merged(22_000);
        assertFalse(fence.isClosed(22_000));
    }

    @Test
    void opensAgainWhereNobodyHadMissedTheNode() {
        fence.tick(50, 3, 3);
        fence.tick(6_000, 3, 3);
        for (long now = 6_050; now < 6_000 + Fence.RETURN_MS; now += 50) {
            fence.tick(now, 3, 3);
            assertTrue(fence.isClosed(now));
        }
        assertFalse(fence.isClosed(6_000 + Fence.RETURN_MS));
    }

    @Test
    void isClosedWhereTooFewNodesAnswerThoughNoneIsCountedOutYet() {
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
        Fence alone = new Fence(1, 5_000, 0);
        alone.tick(60_000, 1, 1);
        assertFalse(alone.isClosed(60_000));
        assertFalse(alone.isClosed(120_000));
    }
}
