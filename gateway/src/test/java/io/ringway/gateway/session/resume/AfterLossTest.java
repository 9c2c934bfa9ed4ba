package io.ringway.gateway.session.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.cluster.whereabouts.Whereabouts;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.StagedCluster;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session goes from the first node to a second, which dies before its welcome has come; the client comes to a third one. */
class AfterLossTest {
    private static final SessionOptions SESSIONS = new SessionOptions(10_000, 60_000, 4_096, 64 << 10);
    /** Of two nodes that say the same of a session, the lower one is right: this one always. */
    private static final NodeRef SECOND = new NodeRef(0, 0);

    private final LocalCluster there = new LocalCluster();
    private final TestNode first = new TestNode(there, SESSIONS);
    private final StagedCluster stage = new StagedCluster(there.secret());
    private final TestNode third = new TestNode(stage.cluster(), SESSIONS);
    private final Client ada = first.connect("ada");
    private final Cid cid = Cid.parse(ada.cid()).orElseThrow();

    @BeforeEach
    void theFirstOneKnowsOfNoSession() {
        stage.peers = Set.of(there.self());
        stage.answers = (node, question) ->
                Future.succeededFuture(EnvelopeCodec.encode(new Envelope.NoSession(new Tenant("demo"))));
    }

    @AfterEach
    void close() {
        third.close();
        first.close();
    }

    private void theSecondTookItOverAndDied() {
        third.run(() -> {
            stage.whereabouts.moved(SECOND, new Move(cid, 1));
            stage.inbox().nodeDown(SECOND);
        });
    }

    private void theFirstDied() {
        stage.peers = Set.of();
        third.run(() -> stage.inbox().nodeDown(there.self()));
    }

    private JsonObject comeBack() {
        return third.resume("ada", ada.resumeToken(), 0)
                .socket()
                .ofType("welcome")
                .getFirst();
    }

    @Test
    void whoseNewNodeDiedBeforeItsWelcomeKeepsItsIdAlthoughTheOldOneLives() {
        theSecondTookItOverAndDied();
        JsonObject welcome = comeBack();
        assertTrue(welcome.getBoolean("resumed"));
        assertFalse(welcome.getBoolean("recovered"));
        assertEquals(ada.cid(), welcome.getString("cid"));
    }

    private JsonObject join(String more) {
        stage.missed = new Member(cid, new UserId(new Tenant("demo"), "ada"), Bytes.utf8("{\"seat\":7}"));
        Client bob = third.connect("bob").joined("lobby");
        theSecondTookItOverAndDied();
        third.resume("ada", ada.resumeToken(), 0).send("{\"type\":\"join\",\"id\":1,\"group\":\"lobby\"" + more + "}");
        return bob.socket().ofType("notice").getLast();
    }

    @Test
    void whoJoinsAgainWithoutSayingWhatItIsStaysWhatTheOthersStillSee() {
        assertEquals(new JsonObject().put("seat", 7), join("").getJsonObject("meta"));
    }

    @Test
    void whoJoinsAgainAndSaysWhatItIsIsThat() {
        assertEquals("new", join(",\"meta\":\"new\"").getString("meta"));
    }

    @Test
    void whoComesBackAfterTwoDeathsIsFoundByNodesThatKnowOfBoth() {
        theSecondTookItOverAndDied();
        theFirstDied();
        assertEquals(ada.cid(), comeBack().getString("cid"));
        Whereabouts elsewhere = new Whereabouts();
        elsewhere.moved(SECOND, new Move(cid, 1));
        assertTrue(stage.told.stream().allMatch(move -> elsewhere.moved(stage.self(), move)), "nobody believes it");
        assertEquals(stage.self(), elsewhere.of(cid));
        assertEquals(stage.self(), stage.whereabouts.of(cid));
    }

    @Test
    void whoseSessionNoLostNodeHadIsSomebodyNew() {
        third.run(() -> stage.inbox().nodeDown(SECOND));
        assertFalse(comeBack().getBoolean("resumed"));
    }

    @Test
    void whoComesBackOnANodeThatCameAfterTheDeathKeepsItsId() {
        stage.peers = Set.of(SECOND);
        third.run(() -> stage.inbox().wasLost(there.self(), 5_000));
        JsonObject welcome = comeBack();
        assertTrue(welcome.getBoolean("resumed"));
        assertEquals(ada.cid(), welcome.getString("cid"));
    }

    @Test
    void whoComesBackOnANodeThatCameLongAfterTheDeathIsSomebodyNew() {
        stage.peers = Set.of(SECOND);
        third.run(() -> stage.inbox().wasLost(there.self(), 10_001));
        assertFalse(comeBack().getBoolean("resumed"));
    }

    /** The other one is lower, and keeps it: its client has the token of the one that lets go. */
    @Test
    void whoIsWelcomedByTheWrongOneOfTwoThatTakeASessionOverAtOnceIsNoStrangerToTheRightOne() {
        theFirstDied();
        String token = comeBack().getString("resume");
        StagedCluster elsewhere = new StagedCluster(there.secret());
        try (TestNode other = new TestNode(elsewhere.cluster(), SESSIONS)) {
            other.run(() -> elsewhere.inbox().nodeDown(there.self()));
            elsewhere.peers = Set.of(SECOND);
            Promise<Buffer> calls = Promise.promise();
            elsewhere.answers = (node, question) -> calls.future();
            // It goes on before it is welcomed.
            other.resume("ada", ada.resumeToken(), 0).close(1006);
            other.run(() -> calls.fail("no answer"));
            JsonObject welcome =
                    other.resume("ada", token, 0).socket().ofType("welcome").getFirst();
            assertTrue(welcome.getBoolean("resumed"));
            assertEquals(ada.cid(), welcome.getString("cid"));
        }
    }

    @Test
    void whoComesBackLaterThanTheGraceIsSomebodyNew() {
        theSecondTookItOverAndDied();
        third.pass(Duration.ofSeconds(61));
        assertFalse(comeBack().getBoolean("resumed"));
    }

    /** The one that is lost may only have hung, and would show it again when it wakes: it is told that it has ended, as any end after a move. */
    @Test
    void theSessionOfWhoComesBackTooLateHasEndedForItsNodeTooShouldThatWake() {
        theFirstDied();
        third.pass(Duration.ofSeconds(61));
        assertFalse(comeBack().getBoolean("resumed"));
        Whereabouts asItWas = new Whereabouts();
        stage.whereabouts
                .ends(0)
                .forEach((on, ends) -> ends.forEach(end -> asItWas.ended(on, new Move(end.cid(), end.count()), 1)));
        assertTrue(asItWas.hasEnded(cid));
        assertEquals(stage.self(), asItWas.of(cid));
    }

    @Test
    void aTokenThatResumesNothingEndsNoSessionOfANodeThatWasNotLost() {
        theSecondTookItOverAndDied();
        stage.peers = Set.of(there.self(), SECOND);
        third.pass(Duration.ofSeconds(61));
        assertFalse(comeBack().getBoolean("resumed"));
        assertFalse(stage.whereabouts.hasEnded(cid));
    }
}
