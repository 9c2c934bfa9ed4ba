package io.ringway.cluster.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import org.junit.jupiter.api.Test;

class ClaimTest {
    private static final NodeRef NODE = new NodeRef(1, 0);

    private final Claim early = claim("client", 10);
    private final Claim late = claim("client", 20);
    private final Claim stranger = claim("stranger", 30);

    private static Claim claim(String client, long at) {
        return new Claim(Cid.create(NODE), Bytes.utf8(client), at);
    }

    @Test
    void aFreeNameIsTaken() {
        assertSame(early, Claim.taken(null, early, null));
    }

    @Test
    void aHeldNameIsTakenByTheSameClientAlone() {
        assertSame(late, Claim.taken(early, late, null));
        assertSame(early, Claim.taken(early, stranger, null));
        assertSame(early, Claim.taken(early, stranger, late.cid()));
        assertSame(stranger, Claim.taken(early, stranger, early.cid()));
    }

    @Test
    void ofTwoStrangersTheEarlierOneStaysWhoeverSpeaksFirst() {
        assertSame(early, Claim.kept(early, stranger));
        assertSame(early, Claim.kept(stranger, early));
    }

    @Test
    void ofOneClientsConnectionsTheLaterOneStaysWhoeverSpeaksFirst() {
        assertSame(late, Claim.kept(early, late));
        assertSame(late, Claim.kept(late, early));
    }

    @Test
    void strangersOfTheSameMillisecondAreToldApartAlikeByBoth() {
        Claim one = claim("one", 5);
        Claim other = claim("other", 5);
        assertEquals(Claim.kept(one, other), Claim.kept(other, one));
    }

    @Test
    void aLostRowIsWrittenAgain() {
        assertSame(early, Claim.kept(null, early));
        assertSame(early, Claim.kept(early, early));
    }
}
