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
import io.ringway.gateway.session.node.HomeAndAbroad;
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
    private static final UserId ADA = new UserId(new Tenant("demo"), "ada");
    private static final NodeRef THIRD = new NodeRef(7, 0);

    private final HomeAndAbroad nodes = new HomeAndAbroad();
    private final Client ada = nodes.home.connect("ada").join("lobby");
    private final Cid cid = Cid.parse(ada.cid()).orElseThrow();
    private final Client again;

    MissedOnTheWayTest() {
        nodes.link();
        nodes.there.peers = Set.of(nodes.here.self(), THIRD);
        nodes.here.peers = Set.of(nodes.there.self(), THIRD);
        ada.close(LOST);
        again = nodes.abroad.resume("ada", ada.resumeToken(), 0);
        await().until(() -> !nodes.here.told.isEmpty());
        // The old node has heard that it was taken.
        nodes.abroad.run(() -> {});
        nodes.home.run(() -> {});
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    private void markOfTheThird() {
        Buffer mark = EnvelopeCodec.encode(new Envelope.Mark(ADA.tenant(), cid, 1, true));
        nodes.abroad.run(() -> nodes.here.inbox().message(THIRD, mark));
        nodes.home.run(() -> nodes.there.inbox().message(THIRD, mark));
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
        nodes.home.run(() -> nodes.there.inbox().missed(THIRD, ADA));
        markOfTheThird();
        assertFalse(recovered(again));
    }

    @Test
    void anotherUsersMessageThatWasDroppedChangesNothing() {
        nodes.home.run(() -> nodes.there.inbox().missed(THIRD, new UserId(ADA.tenant(), "bob")));
        markOfTheThird();
        assertTrue(recovered(again));
    }

    /** The old node hears of it when the session has long been gone from there. */
    @Test
    void aNodeThatOwesTheOldOneWhatItHasDroppedIsNotSureInItsMark() throws EnvelopeException {
        StagedCluster third = new StagedCluster(new byte[32]);
        try (TestNode dropping = new TestNode(third.cluster())) {
            third.peers = Set.of(nodes.there.self(), nodes.here.self());
            assertTrue(isSure(third, dropping));
            third.owed = Set.of(nodes.there.self());
            assertFalse(isSure(third, dropping));
        }
    }

    private boolean isSure(StagedCluster third, TestNode asked) throws EnvelopeException {
        Envelope crossing = new Envelope.Crossing(ADA, cid, 1, nodes.there.self(), List.of("lobby"));
        third.posted.clear();
        asked.run(() -> third.inbox().message(nodes.here.self(), EnvelopeCodec.encode(crossing)));
        for (Buffer posted : List.copyOf(third.posted)) {
            if (EnvelopeCodec.decode(posted) instanceof Envelope.Mark mark) {
                return mark.sure();
            }
        }
        throw new AssertionError("not answered");
    }

    @Test
    void whoWasOnTheWayWhenEvenSignalsWereDroppedIsToldThatSomethingIsMissing() {
        nodes.home.run(() -> nodes.there.inbox().missedAny(THIRD));
        markOfTheThird();
        assertFalse(recovered(again));
    }

    @Test
    void whoIsOnTheWayIsToldOfTheGapsInVeryManyGroups() {
        nodes.home.run(() -> nodes.there.inbox().missedInGroups(THIRD));
        markOfTheThird();
        assertTrue(recovered(again));
        assertEquals("lobby", again.socket().ofType("gap").getFirst().getString("group"));
        assertEquals(1, again.socket().ofType("gap").size());
    }

    @Test
    void whoIsOnTheWayIsToldOfTheGapThatALostNodeLeaves() {
        nodes.home.run(() -> nodes.there.inbox().missed(THIRD, List.of(new Group(ADA.tenant(), "lobby"))));
        markOfTheThird();
        assertTrue(recovered(again));
        assertEquals(1, again.socket().ofType("gap").size());
    }

    @Test
    void whoWasWelcomedBeforeTheOldNodeSaidSoIsSentToBeWelcomedAnew() {
        markOfTheThird();
        assertTrue(recovered(again));
        Buffer torn = EnvelopeCodec.encode(new Envelope.Torn(ADA.tenant(), cid));
        nodes.abroad.run(() -> nodes.here.inbox().message(nodes.there.self(), cid, torn));
        assertEquals(CloseCode.OVERLOADED, again.socket().closeCode());
        again.close(CloseCode.OVERLOADED.code());
        assertFalse(recovered(nodes.abroad.resume("ada", again.resumeToken(), 1)));
    }

    @Test
    void noOtherTenantSaysThatSomethingIsMissing() {
        markOfTheThird();
        assertTrue(recovered(again));
        Buffer torn = EnvelopeCodec.encode(new Envelope.Torn(new Tenant("other"), cid));
        nodes.abroad.run(() -> nodes.here.inbox().message(nodes.there.self(), cid, torn));
        assertTrue(again.socket().isOpen());
    }
}
