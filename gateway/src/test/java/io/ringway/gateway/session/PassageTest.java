package io.ringway.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.protocol.envelope.SessionState.Told;
import org.junit.jupiter.api.Test;

class PassageTest {
    private final Passage passage = new Passage(3, 1, 0, false).perhapsAhead();

    @Test
    void aTokenOfAnotherNodeMakesThoseBeforeItWorthNothingOnceItIsShown() {
        assertTrue(passage.accepts(3) && passage.accepts(4));
        passage.showing(4);
        assertFalse(passage.accepts(3));
        assertTrue(passage.accepts(4) && passage.isForeign(4));
        assertTrue(passage.accepts(5), "of a node that welcomes its client now");
    }

    @Test
    void thatItsClientWasToldThingsElsewhereGoesAlong() {
        passage.showing(4);
        assertEquals(Told.FOREIGN, passage.told());
        Passage next = new Passage(4, 2, 0, false);
        next.wasTold(passage.told());
        assertTrue(next.isForeign(4));
        next.renewed(4);
        assertEquals(
                Told.TORN, next.told(), "it begins to count here, and does not know yet that something is missing");
    }

    @Test
    void oneThatIsWholeIsWholeElsewhere() {
        assertEquals(Told.WHOLE, passage.told());
        Passage next = new Passage(3, 2, 0, false);
        next.wasTold(passage.told());
        assertEquals(Told.WHOLE, next.told());
    }
}
