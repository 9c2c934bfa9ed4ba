package io.ringway.gateway.session.moves;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.StagedCluster;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A third node has dropped messages for the node that a session is just leaving. Its mark is the last thing the session waits for. */
class MissedOnTheWayTest {
    private static final int LOST = 1006;
    private static final byte[] SECRET = new byte[32];
    private static final SessionOptions SESSIONS = new SessionOptions(10_000, 60_000, 4_096, 64 << 10);
    private static final UserId ADA = new UserId(new Tenant("demo"), "ada");
    private static final NodeRef THIRD = new NodeRef(7, 0);

    private final StagedCluster there = new StagedCluster(SECRET);
    private final StagedCluster here = new StagedCluster(SECRET);
    private final TestNode first = new TestNode(there.cluster(), SESSIONS);
    private final TestNode second = new TestNode(here.cluster(), SESSIONS);
    private final Client ada = first.connect("ada").join("lobby");
    private final Cid cid = Cid.parse(ada.cid()).orElseThrow();
    private final Client again;

    MissedOnTheWayTest() {
        StagedCluster.link(there, here);
        there.peers = Set.of(here.self(), THIRD);
        here.peers = Set.of(there.self(), THIRD);
        ada.close(LOST);
        again = second.resume("ada", ada.resumeToken(), 0);
        await().until(() -> !here.told.isEmpty());
        // The old node has heard that it was taken.
        second.run(() -> {});
        first.run(() -> {});
    }

    @AfterEach
    void close() {
        second.close();
        first.close();
    }

    private void markOfTheThird() {
        Buffer mark = EnvelopeCodec.encode(new Envelope.Mark(ADA.tenant(), cid, 1, true));
        second.run(() -> here.inbox().message(THIRD, mark));
        first.run(() -> there.inbox().message(THIRD, mark));
    }

    private boolean recovered(Client client) {
        await().until(() -> !client.socket().ofType("welcome").isEmpty());
        assertEquals(
                cid.toString(), client.socket().ofType("welcome").getFirst().getString("cid"));
        return client.socket().ofType("welcome").getFirst().getBoolean("recovered");
    }

    @Test
    void whoMovesWhileNothingIsDroppedIsToldThatNothingIsMissing() {
        markOfTheThird();
        assertTrue(recovered(again));
    }

    @Test
    void whosePrivateMessageWasDroppedWhileTheSessionLeftIsToldThatSomethingIsMissing() {
        first.run(() -> there.inbox().missed(THIRD, ADA));
        markOfTheThird();
        assertFalse(recovered(again));
    }

    @Test
    void anotherUsersMessageThatWasDroppedChangesNothing() {
        first.run(() -> there.inbox().missed(THIRD, new UserId(ADA.tenant(), "bob")));
        markOfTheThird();
        assertTrue(recovered(again));
    }

    /** The old node hears of it when the session has long been gone from there. */
    @Test
    void aNodeThatOwesTheOldOneWhatItHasDroppedIsNotSureInItsMark() throws EnvelopeException {
        StagedCluster third = new StagedCluster(SECRET);
        try (TestNode dropping = new TestNode(third.cluster(), SESSIONS)) {
            third.peers = Set.of(there.self(), here.self());
            assertTrue(isSure(third, dropping));
            third.owed = Set.of(there.self());
            assertFalse(isSure(third, dropping));
        }
    }

    private boolean isSure(StagedCluster third, TestNode asked) throws EnvelopeException {
        Envelope crossing = new Envelope.Crossing(ADA, cid, 1, there.self(), List.of("lobby"));
        third.posted.clear();
        asked.run(() -> third.inbox().message(here.self(), EnvelopeCodec.encode(crossing)));
        for (Buffer posted : List.copyOf(third.posted)) {
            if (EnvelopeCodec.decode(posted) instanceof Envelope.Mark mark) {
                return mark.sure();
            }
        }
        throw new AssertionError("not answered");
    }

    @Test
    void whoWasOnTheWayWhenEvenSignalsWereDroppedIsToldThatSomethingIsMissing() {
        first.run(() -> there.inbox().missedAny(THIRD));
        markOfTheThird();
        assertFalse(recovered(again));
    }

    @Test
    void whoIsOnTheWayIsToldOfTheGapsInVeryManyGroups() {
        first.run(() -> there.inbox().missedInGroups(THIRD));
        markOfTheThird();
        assertTrue(recovered(again));
        assertEquals("lobby", again.socket().ofType("gap").getFirst().getString("group"));
        assertEquals(1, again.socket().ofType("gap").size());
    }

    @Test
    void whoIsOnTheWayIsToldOfTheGapThatALostNodeLeaves() {
        first.run(() -> there.inbox().missed(THIRD, List.of(new Group(ADA.tenant(), "lobby"))));
        markOfTheThird();
        assertTrue(recovered(again));
        assertEquals(1, again.socket().ofType("gap").size());
    }

    @Test
    void whoWasWelcomedBeforeTheOldNodeSaidSoIsSentToBeWelcomedAnew() {
        markOfTheThird();
        assertTrue(recovered(again));
        Buffer torn = EnvelopeCodec.encode(new Envelope.Torn(ADA.tenant(), cid));
        second.run(() -> here.inbox().message(there.self(), cid, torn));
        assertEquals(CloseCode.OVERLOADED, again.socket().closeCode());
        again.close(CloseCode.OVERLOADED.code());
        assertFalse(recovered(second.resume("ada", again.resumeToken(), 1)));
    }

    @Test
    void noOtherTenantSaysThatSomethingIsMissing() {
        markOfTheThird();
        assertTrue(recovered(again));
        Buffer torn = EnvelopeCodec.encode(new Envelope.Torn(new Tenant("other"), cid));
        second.run(() -> here.inbox().message(there.self(), cid, torn));
        assertTrue(again.socket().isOpen());
    }
}
