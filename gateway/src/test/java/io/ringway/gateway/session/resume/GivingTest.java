package io.ringway.gateway.session.resume;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.gateway.auth.Revocation;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.protocol.envelope.SessionState;
import io.ringway.gateway.resume.ResumeToken;
import io.ringway.gateway.resume.ResumeTokens;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.StagedCluster;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node gives a session away, and its answer need not arrive. */
class GivingTest {
    private static final int LOST = 1006;
    private static final NodeRef NEW = new NodeRef(1, 0);
    private static final NodeRef OTHER = new NodeRef(2, 0);
    private static final Tenant DEMO = new Tenant("demo");

    private static final int KEPT_BYTES = 8_192;
    private static final byte[] SECRET = new byte[32];

    private final StagedCluster stage = new StagedCluster(SECRET);
    private final TestNode node =
            new TestNode(stage.cluster(), new SessionOptions(10_000, 60_000, KEPT_BYTES, KEPT_BYTES));
    private final Client bob = node.connect("bob").join("lobby");
    private final Client ada = node.connect("ada").join("lobby");
    private final Cid cid = Cid.parse(ada.cid()).orElseThrow();

    GivingTest() {
        stage.peers = Set.of(NEW, OTHER);
        ada.close(LOST);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private Future<Buffer> ask(NodeRef who) {
        return ask(who, 0);
    }

    private Future<Buffer> ask(NodeRef who, int generation) {
        Envelope question = new Envelope.Fetch(new UserId(DEMO, "ada"), cid, generation);
        @SuppressWarnings({"unchecked", "rawtypes"})
        Future<Buffer>[] answer = new Future[1];
        node.run(() -> answer[0] = stage.inbox().asked(who, EnvelopeCodec.encode(question)));
        await().until(answer[0]::isComplete);
        return answer[0];
    }

    private Envelope answer(NodeRef who) throws EnvelopeException {
        return EnvelopeCodec.decode(ask(who).result());
    }

    private SessionState given(NodeRef who) throws EnvelopeException {
        return assertInstanceOf(Envelope.Handover.class, answer(who)).session();
    }

    private void say(String text) {
        bob.send("{\"type\":\"publish\",\"id\":9,\"group\":\"lobby\",\"content\":\"" + text + "\"}");
    }

    private List<String> codes() {
        return bob.socket().ofType("notice").stream()
                .map(notice -> notice.getString("code"))
                .toList();
    }

    private JsonObject comeBack() {
        return node.resume("ada", ada.resumeToken(), 1)
                .socket()
                .ofType("welcome")
                .getFirst();
    }

    private void taken() {
        node.run(() -> {
            stage.whereabouts.moved(NEW, new Move(cid, 1));
            stage.inbox().adopted(cid, NEW);
        });
    }

    @Test
    void aSessionWhoseAnswerCameTooLateIsGivenAgainWithWhatWasSaidMeanwhile() throws EnvelopeException {
        SessionState first = given(NEW);
        say("meanwhile");
        SessionState again = given(NEW);
        assertEquals(first.frames().size() + 1, again.frames().size());
        String last = new String(again.frames().getLast().payload().array(), StandardCharsets.UTF_8);
        assertTrue(last.contains("meanwhile"), last);
        assertEquals(first.moves(), again.moves());
        assertEquals(first.groups(), again.groups());
    }

    @Test
    void whosePrivateMessageWasDroppedBeforeTheSessionWasTakenIsGivenAsTorn() throws EnvelopeException {
        assertEquals(SessionState.Told.WHOLE, given(NEW).told());
        node.run(() -> stage.inbox().missed(OTHER, new UserId(DEMO, "ada")));
        assertEquals(SessionState.Told.TORN, given(NEW).told());
    }

    @Test
    void aThirdNodeIsToldToAskAgainWhileASessionIsOnItsWay() throws EnvelopeException {
        given(NEW);
        assertTrue(ask(OTHER).failed());
        taken();
        assertEquals(new Envelope.SessionMoved(DEMO, NEW, 1), answer(OTHER));
    }

    @Test
    void aSessionWhoseNewNodeDiesOnTheWayWaitsHereAgain() throws EnvelopeException {
        given(NEW);
        node.run(() -> stage.inbox().nodeDown(NEW));
        say("meanwhile");
        JsonObject welcome = comeBack();
        assertTrue(welcome.getBoolean("resumed"));
        assertFalse(welcome.getBoolean("recovered"));
        assertEquals(ada.cid(), welcome.getString("cid"));
        assertEquals(List.of("USER_JOINED"), codes());
        assertEquals(stage.self(), stage.whereabouts.of(cid));
        assertEquals(2, stage.whereabouts.count(cid));
    }

    /** It is not known which of what they say now its client has been told before. */
    @Test
    void aSessionThatDidNotHearSomeNodesDoesNotWhenItIsTakenBack() throws EnvelopeException {
        String token =
                new ResumeTokens(() -> SECRET).write(new ResumeToken(cid, NEW, 1, 1), new UserId(DEMO, "ada"), "");
        given(NEW);
        node.run(() -> stage.inbox().nodeDown(NEW));
        // Welcomed by another node meanwhile, as its token says: it hears nobody yet.
        Client foreign = node.resume("ada", token, 1);
        assertFalse(foreign.socket().ofType("welcome").isEmpty());
        assertEquals(2, questionsFor(2));
        foreign.close(LOST);
        assertEquals(
                2,
                assertInstanceOf(
                                Envelope.Handover.class,
                                EnvelopeCodec.decode(ask(OTHER, 2).result()))
                        .session()
                        .moves());
        node.run(() -> stage.inbox().nodeDown(OTHER));
        assertEquals(2, questionsFor(4));
    }

    /** Another node welcomed its client meanwhile, which is on its way to a third one with what it was given there. */
    @Test
    void whoeverHasTheTokenBeforeTheOneThatWasShownIsAStrangerAlsoWhenItIsTakenBack() throws EnvelopeException {
        given(NEW);
        node.run(() -> stage.inbox().nodeDown(NEW));
        SessionState next = assertInstanceOf(
                        Envelope.Handover.class,
                        EnvelopeCodec.decode(ask(OTHER, 1).result()))
                .session();
        assertEquals(1, next.generation());
        assertEquals(SessionState.Told.FOREIGN, next.told());
        node.run(() -> stage.inbox().nodeDown(OTHER));
        assertFalse(comeBack().getBoolean("resumed"), "a token that was used");
        String token =
                new ResumeTokens(() -> SECRET).write(new ResumeToken(cid, OTHER, 2, 3), new UserId(DEMO, "ada"), "");
        assertTrue(node.resume("ada", token, 1)
                .socket()
                .ofType("welcome")
                .getFirst()
                .getBoolean("resumed"));
    }

    private long questionsFor(int moves) throws EnvelopeException {
        long questions = 0;
        for (Buffer posted : stage.posted) {
            questions += EnvelopeCodec.decode(posted) instanceof Envelope.Crossing crossing && crossing.moves() == moves
                    ? 1
                    : 0;
        }
        return questions;
    }

    @Test
    void aSessionThatNobodyTakesWaitsHereAgainAndIsMissedAfterTheGrace() throws EnvelopeException {
        given(NEW);
        node.pass(Duration.ofSeconds(4));
        assertTrue(ask(OTHER).failed());
        node.pass(Duration.ofSeconds(2));
        assertEquals(List.of("USER_JOINED"), codes());
        assertEquals(2, given(OTHER).moves());
        node.pass(Duration.ofSeconds(4));
        node.pass(Duration.ofSeconds(2));
        node.pass(Duration.ofSeconds(12));
        assertEquals(List.of("USER_JOINED", "USER_DISCONNECTED"), codes());
    }

    @Test
    void aNodeThatStoodStillDoesNotTakeBackWhatWasTakenMeanwhile() throws EnvelopeException {
        given(NEW);
        node.standStill(Duration.ofSeconds(6));
        // Its timer catches up on what it missed, before the news is read.
        for (int i = 0; i < 6; i++) {
            node.run(node.node()::tick);
        }
        taken();
        assertEquals(NEW, stage.whereabouts.of(cid));
        assertEquals(1, stage.whereabouts.count(cid));
        assertEquals(List.of(), stage.told);
    }

    @Test
    void whoseAnswerWasOnlyLateIsNoStrangerWithTheTokenOfTheNodeThatHadToLetGo() throws EnvelopeException {
        given(NEW);
        node.pass(Duration.ofSeconds(6));
        assertEquals(stage.self(), stage.whereabouts.of(cid), "taken back");
        String token =
                new ResumeTokens(() -> SECRET).write(new ResumeToken(cid, NEW, 1, 1), new UserId(DEMO, "ada"), "");
        Client again = node.resume("ada", token, 1);
        JsonObject welcome = again.socket().ofType("welcome").getFirst();
        assertTrue(welcome.getBoolean("resumed"));
        assertEquals(ada.cid(), welcome.getString("cid"));
        again.send("{\"type\":\"ping\",\"id\":1}");
        again.close(LOST);
        JsonObject late =
                node.resume("ada", token, 1).socket().ofType("welcome").getFirst();
        assertFalse(late.getBoolean("resumed"), "used twice");
    }

    @Test
    void whoIsBannedWhileTheSessionIsOnItsWayHasNoneWhenItIsTakenBack() throws EnvelopeException {
        given(NEW);
        node.pass(Duration.ofSeconds(1));
        long now = node.node().now();
        Revocation ban = new Revocation(Revocation.Kind.BAN, DEMO, "ada", now, Long.MAX_VALUE, Long.MAX_VALUE);
        var unused = node.node().backend().exclude(ban);
        node.run(() -> stage.inbox().nodeDown(NEW));
        await().until(() -> codes().contains("USER_DISCONNECTED"));
        assertEquals(List.of("USER_JOINED", "USER_DISCONNECTED"), codes());
        Client again = node.resume("ada", ada.resumeToken(), 1);
        assertEquals(List.of(), again.socket().ofType("welcome"));
        assertEquals(CloseCode.BANNED, again.socket().closeCode());
    }

    @Test
    void whoIsBannedWhileItWaitsForItsSessionGetsNone() {
        stage.answers = (to, question) -> Future.failedFuture("did not answer in time");
        Cid elsewhere = Cid.create(NEW);
        String token = new ResumeTokens(() -> SECRET)
                .write(new ResumeToken(elsewhere, NEW, 1, 0), new UserId(DEMO, "ada"), "");
        Client waiting = node.resume("ada", token, 1);
        assertEquals(List.of(), waiting.socket().ofType("welcome"));
        long now = node.node().now() + 1;
        Revocation ban = new Revocation(Revocation.Kind.BAN, DEMO, "ada", now, Long.MAX_VALUE, Long.MAX_VALUE);
        var unused = node.node().backend().exclude(ban);
        node.run(() -> {
            stage.peers = Set.of(OTHER);
            stage.inbox().nodeDown(NEW);
        });
        await().until(() -> waiting.socket().closeCode() != null);
        assertEquals(CloseCode.BANNED, waiting.socket().closeCode());
        assertEquals(List.of(), waiting.socket().ofType("welcome"));
    }

    @Test
    void whatIsKeptOnTheWayCountsAmongAllThatIsKept() throws EnvelopeException {
        Client eve = node.connect("eve").join("lobby");
        eve.close(LOST);
        given(NEW);
        // More than half of what is kept for all, for each of the two.
        String text = "x".repeat(500);
        for (int i = 0; i < 8; i++) {
            say(text);
        }
        node.pass(Duration.ofSeconds(1));
        Client again = node.resume("eve", eve.resumeToken(), 1);
        assertFalse(again.socket().ofType("welcome").getFirst().getBoolean("recovered"));
    }

    @Test
    void aSessionThatWasTakenIsNotTakenBackWhenItsNodeDies() throws EnvelopeException {
        given(NEW);
        taken();
        stage.peers = Set.of(OTHER);
        node.run(() -> stage.inbox().nodeDown(NEW));
        assertEquals(NEW, stage.whereabouts.of(cid));
        assertEquals(List.of("USER_JOINED"), codes());
        // All that is left of it is its id.
        JsonObject welcome = comeBack();
        assertTrue(welcome.getBoolean("resumed"));
        assertFalse(welcome.getBoolean("recovered"));
    }
}
