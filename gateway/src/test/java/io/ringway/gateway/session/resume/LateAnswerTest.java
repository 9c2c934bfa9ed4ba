package io.ringway.gateway.session.resume;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.whereabouts.Move;
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
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A client gives up one connection after the other, since nodes that are behind with everything let it wait. Its session went to
 * another node for the first of them, which did not take it in time; for the second, this node has asked that one, and has taken the
 * session back before the answer comes.
 */
class LateAnswerTest {
    private static final int LOST = 1006;
    private static final byte[] SECRET = new byte[32];
    private static final NodeRef NEW = new NodeRef(1, 0);
    private static final NodeRef THIRD = new NodeRef(2, 0);
    private static final Tenant DEMO = new Tenant("demo");
    private static final UserId ADA = new UserId(DEMO, "ada");
    private static final Duration TAKEN_BACK = Duration.ofSeconds(6);
    private static final Duration GRACE = Duration.ofSeconds(12);
    private static final String LOBBY_AND_DEN = "{\"groups\":{\"lobby\":[\"*\"],\"den\":[\"*\"]}}";

    private final StagedCluster stage = new StagedCluster(SECRET);
    private final TestNode node = new TestNode(stage.cluster(), new SessionOptions(10_000, 60_000, 8_192, 64 << 10));
    private final Client bob = node.connect("bob").join("lobby");
    private final Client ada = node.present(node.token("demo", "ada", LOBBY_AND_DEN, Duration.ofHours(1)))
            .join("lobby");
    private final Cid cid = Cid.parse(ada.cid()).orElseThrow();
    private final Promise<Buffer> late = Promise.promise();
    private final SessionState given;
    private final Client second;

    LateAnswerTest() throws EnvelopeException {
        stage.peers = Set.of(NEW);
        stage.answers = (to, question) -> late.future();
        ada.close(LOST);
        List<Buffer> answers = new CopyOnWriteArrayList<>();
        Buffer question = EnvelopeCodec.encode(new Envelope.Fetch(ADA, cid, 0));
        node.run(() -> stage.inbox().asked(NEW, question).onSuccess(answers::add));
        await().until(() -> !answers.isEmpty());
        given = assertInstanceOf(Envelope.Handover.class, EnvelopeCodec.decode(answers.getFirst()))
                .session();
        second = comeBack();
        node.pass(TAKEN_BACK);
        assertEquals(List.of(), second.socket().ofType("welcome"));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private Client comeBack() {
        return node.resume("ada", ada.resumeToken(), 1);
    }

    /** The other node has taken the session after all, and heard so many frames of its client. */
    private void answer(int generation, long heard) {
        answer(generation, heard, given.groups());
    }

    private void answer(int generation, long heard, List<SessionState.Membership> groups) {
        SessionState taken = new SessionState(
                ADA,
                cid,
                generation,
                1,
                heard,
                false,
                SessionState.Told.WHOLE,
                given.before(),
                given.frames(),
                groups,
                given.calls());
        node.run(() -> late.complete(EnvelopeCodec.encode(new Envelope.Handover(taken))));
    }

    private JsonObject welcome(Client client) {
        await().until(() -> !client.socket().ofType("welcome").isEmpty());
        JsonObject welcome = client.socket().ofType("welcome").getFirst();
        assertTrue(welcome.getBoolean("resumed"));
        assertEquals(ada.cid(), welcome.getString("cid"));
        return welcome;
    }

    private void isListedAfterTheGrace(Client client) {
        client.join("lobby");
        assertEquals("result", client.socket().answer(1).getString("type"));
        node.pass(GRACE);
        assertEquals(List.of("USER_JOINED"), codes());
        bob.send("{\"type\":\"members\",\"id\":7,\"group\":\"lobby\"}");
        assertEquals(
                2,
                bob.socket().ofType("result").getLast().getJsonArray("members").size());
    }

    private List<String> codes() {
        return codes(bob);
    }

    private static List<String> codes(Client client) {
        return client.socket().ofType("notice").stream()
                .map(notice -> notice.getString("code"))
                .toList();
    }

    @Test
    void whoIsBackAfterThatIsStillListedAfterTheGrace() {
        second.close(LOST);
        answer(0, given.heard());
        Client third = comeBack();
        assertFalse(welcome(third).getBoolean("recovered"));
        isListedAfterTheGrace(third);
        assertNull(third.socket().closeCode());
    }

    @Test
    void whoIsBackBeforeThatComesOnceMoreAndIsTold() {
        second.close(LOST);
        Client third = comeBack();
        welcome(third);
        answer(0, given.heard());
        assertEquals(CloseCode.OVERLOADED, third.socket().closeCode());
        third.close(LOST);
        Client fourth = node.resume("ada", third.resumeToken(), 1);
        assertFalse(welcome(fourth).getBoolean("recovered"));
        isListedAfterTheGrace(fourth);
    }

    @Test
    void theOtherNodeIsToldThatTheSessionIsHereForGood() {
        answer(0, given.heard());
        assertEquals(new Move(cid, 2), stage.told.getLast());
        assertTrue(stage.posted.contains(EnvelopeCodec.encode(new Envelope.Crossed(DEMO, cid, 2))));
        welcome(second);
    }

    /** Its client was welcomed there, twice, and has said something. */
    @Test
    void whatTheOtherNodeHasHeardAndGivenCounts() {
        second.close(LOST);
        answer(2, given.heard() + 3);
        String token = new ResumeTokens(() -> SECRET).write(new ResumeToken(cid, NEW, 2, 1), ADA, "");
        Client third = node.resume("ada", token, 1);
        assertEquals(given.heard() + 3, welcome(third).getLong("heard"));
    }

    /** Its client was welcomed there, and is on its way to a third node with the count of what it was told there. */
    @Test
    void whereItGoesOnAfterThatItIsKnownThatItsCountIsNotOfTheLogThatGoesAlong() throws EnvelopeException {
        second.close(LOST);
        answer(2, given.heard());
        List<Buffer> answers = new CopyOnWriteArrayList<>();
        Buffer question = EnvelopeCodec.encode(new Envelope.Fetch(ADA, cid, 2));
        node.run(() -> stage.inbox().asked(THIRD, question).onSuccess(answers::add));
        await().until(() -> !answers.isEmpty());
        SessionState next = assertInstanceOf(Envelope.Handover.class, EnvelopeCodec.decode(answers.getFirst()))
                .session();
        assertEquals(SessionState.Told.FOREIGN, next.told());
    }

    /** Its client was welcomed there, left one group and joined another. */
    @Test
    void whatItHasJoinedAndLeftThereItIsInAndIsNot() {
        second.close(LOST);
        SessionState.Membership lobby = given.groups().getFirst();
        Client eve = node.connect("eve").join("den");
        answer(
                1,
                given.heard() + 2,
                List.of(new SessionState.Membership("den", lobby.meta(), lobby.suspects(), lobby.at())));
        assertEquals(List.of("USER_JOINED", "USER_LEFT"), codes());
        String token = new ResumeTokens(() -> SECRET).write(new ResumeToken(cid, NEW, 1, 1), ADA, "");
        welcome(node.resume("ada", token, 1));
        eve.send("{\"type\":\"members\",\"id\":7,\"group\":\"den\"}");
        assertEquals(
                2,
                eve.socket().ofType("result").getLast().getJsonArray("members").size());
    }

    /** It went there with a token that allows more than the one it had here, and has joined a group that only that one allows. */
    private Client comeBackFromTheAttic(Client eve, @Nullable String grants) {
        second.close(LOST);
        SessionState.Membership lobby = given.groups().getFirst();
        answer(
                1,
                given.heard() + 1,
                List.of(lobby, new SessionState.Membership("attic", lobby.meta(), lobby.suspects(), lobby.at())));
        await().until(() -> !eve.socket().ofType("notice").isEmpty());
        String token = new ResumeTokens(() -> SECRET).write(new ResumeToken(cid, NEW, 1, 1), ADA, "");
        Client third = node.resume("ada", grants, token, 1);
        welcome(third);
        return third;
    }

    @Test
    void whatItHasJoinedThereWithATokenThatAllowsMoreItIsIn() {
        Client eve = node.connect("eve").join("attic");
        Client third = comeBackFromTheAttic(eve, null);
        assertEquals(List.of(), third.socket().ofType("notice"));
        assertEquals(List.of("USER_JOINED"), codes(eve));
    }

    @Test
    void whoComesFromThereWithATokenThatAllowsLessIsToldWhatItHasLeft() {
        Client eve = node.connect("eve").join("attic");
        Client third = comeBackFromTheAttic(eve, LOBBY_AND_DEN);
        assertEquals(List.of("USER_LEFT"), codes(third));
        assertEquals(List.of("USER_JOINED", "USER_LEFT"), codes(eve));
    }

    @Test
    void whoIsWelcomedIsNotReplacedByAnEarlierConnectionOfItsOwn() {
        Client third = comeBack();
        welcome(third);
        node.run(() -> late.complete(EnvelopeCodec.encode(new Envelope.NoSession(DEMO))));
        await().until(() -> second.socket().closeCode() != null);
        assertEquals(CloseCode.REPLACED, second.socket().closeCode());
        assertNull(third.socket().closeCode());
        isListedAfterTheGrace(third);
    }

    @Test
    void whoIsToldToGoSinceAnotherNodeAsksForItsSessionComesBack() {
        Client third = comeBack();
        welcome(third);
        Buffer question = EnvelopeCodec.encode(new Envelope.Fetch(ADA, cid, 0));
        node.run(() -> stage.inbox().asked(NEW, question));
        await().until(() -> third.socket().closeCode() != null);
        assertEquals(CloseCode.GOING_AWAY, third.socket().closeCode());
    }

    @Test
    void whoIsHereIsPutBackOnTheListWhateverTookItOff() {
        Client third = comeBack();
        welcome(third);
        node.run(() -> stage.cluster().leave(new Group(DEMO, "lobby"), cid, LeaveReason.DISCONNECTED));
        await().until(() -> codes().size() == 3);
        assertEquals(List.of("USER_JOINED", "USER_DISCONNECTED", "USER_JOINED"), codes());
    }
}
