package io.ringway.gateway.protocol.envelope;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.NodeRef;
import org.junit.jupiter.api.Test;

class TenureTest {
    private static final NodeRef LOW = new NodeRef(1, 3);
    private static final NodeRef HIGH = new NodeRef(-1, 0);

    @Test
    void whoCameLaterHolds() {
        Tenure first = Tenure.first(LOW);
        assertTrue(first.next(HIGH).holdsAgainst(first));
        assertFalse(first.holdsAgainst(first.next(HIGH)));
    }

    /** Each of them would cede to the other, and nobody would own the call. */
    @Test
    void ofTwoHeirsExactlyOneHolds() {
        Tenure one = Tenure.first(LOW).next(LOW);
        Tenure other = Tenure.first(LOW).next(HIGH);
        assertTrue(one.holdsAgainst(other));
        assertFalse(other.holdsAgainst(one));
    }

    @Test
    void aNodeHoldsAgainstItselfInAnEarlierLife() {
        assertTrue(Tenure.first(LOW.next()).holdsAgainst(Tenure.first(LOW)));
    }
}
