package io.ringway.cluster.hazelcast;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class UrgencyTest {
    private final Urgency urgency = new Urgency();

    @Test
    void oneLossTakesNoRowsAlong() {
        urgency.nodeLost(1_000);
        assertFalse(urgency.take());
    }

    @Test
    void rowsWhoseSecondCopyMayNotBeMadeYetGoWithTheNextNode() {
        urgency.nodeLost(1_000);
        assertFalse(urgency.take());
        urgency.nodeLost(60_000);
        assertTrue(urgency.take());
        assertFalse(urgency.take(), "once");
    }

    @Test
    void twoNodesThatAreLostAtOnceMayHaveHadBothCopies() {
        urgency.nodeLost(1_000);
        urgency.nodeLost(1_000);
        assertTrue(urgency.take());
    }

    @Test
    void aLossLongAfterAnotherIsOneLoss() {
        urgency.nodeLost(1_000);
        urgency.nodeLost(61_000);
        assertFalse(urgency.take());
    }

    @Test
    void rowsThatAreKnownToBeLostAreWrittenAtOnce() {
        urgency.rowsLost();
        assertTrue(urgency.take());
    }
}
