package io.ringway.cluster.whereabouts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final NodeRef A = new NodeRef(1, 0);
    private static final NodeRef B = new NodeRef(2, 0);
    private static final Cid CID = new Cid(A, 7, 7);

    private final Patience patience = new Patience();

    @Test
    void speaksOfThoseAloneWhoAreWaitedForLonger() {
        assertFalse(patience.says(A, new Wait(CID, 0)), "as all others");
        assertTrue(patience.says(A, new Wait(CID, 120_000)));
        assertFalse(patience.says(A, new Wait(CID, 120_000)), "said twice");
        assertEquals(120_000, patience.of(CID));
        assertEquals(List.of(new Wait(CID, 120_000)), patience.of(A.next()));
        assertTrue(patience.says(A, new Wait(CID, 0)));
        assertEquals(0, patience.of(CID));
        assertEquals(List.of(), patience.of(A));
    }

    @Test
    void waitsNoLongerForWhoWasTakenOver() {
        patience.says(A, new Wait(CID, 120_000));
        patience.moved(B, CID);
        assertEquals(0, patience.of(CID));
        patience.says(B, new Wait(CID, 60_000));
        patience.moved(B, CID);
        assertEquals(60_000, patience.of(CID));
    }

    @Test
    void forgetsWhatANodeSaidBeforeItSaysEverythingAnew() {
        patience.says(A, new Wait(CID, 120_000));
        patience.forget(A.next());
        assertEquals(0, patience.of(CID));
    }
}
