package io.ringway.gateway.session.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.local.LocalCluster;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions that outlive their connections, on one node. */
class ResumeTest {
    private static final int LOST = 1006;

    private final TestNode node = new TestNode(new LocalCluster(), new SessionOptions(10_000, 60_000, 4_096, 64 << 10));
    private final Client bob = node.connect("bob").join("lobby");

    @AfterEach
    void close() {
        node.close();
    }

    private static List<String> codes(Client client) {
        return client.socket().ofType("notice").stream()
                .map(notice -> notice.getString("code") + " " + notice.getString("user_id"))
                .toList();
    }

    private static JsonObject welcome(Client client) {
        return client.socket().ofType("welcome").getFirst();
    }

    private void say(String text) {
        bob.send("{\"type\":\"publish\",\"id\":9,\"group\":\"lobby\",\"content\":\"" + text + "\"}");
    }

    private static List<String> heard(Client client) {
        return client.socket().ofType("message").stream()
                .map(message -> message.getString("content"))
                .toList();
    }

    @Test
    void aWelcomeSaysWhatResumesTheSession() {
        JsonObject welcome = welcome(bob);
        assertEquals(103, welcome.getString("resume").length());
        assertEquals(10_000, welcome.getLong("grace_ms"));
        assertFalse(welcome.getBoolean("resumed"));
        assertFalse(welcome.containsKey("recovered"));
    }

    @Test
    void whoComesBackWithFewerGrantsIsOutOfWhatTheyDoNotAllow() {
        Client ada = node.connect("ada").join("lobby");
        ada.close(LOST);
        Client again = node.resume("ada", "{\"groups\":{\"hall\":[\"join\"]}}", ada.resumeToken(), 2);

        assertEquals(List.of("USER_LEFT ada"), codes(again));
        assertEquals("USER_LEFT ada", codes(bob).getLast());
        say("among ourselves");
        assertEquals(List.of(), heard(again));
    }

    @Test
    void nobodyIsToldOfAClientThatComesBackInTime() {
        Client ada = node.connect("ada").join("lobby");
        ada.close(LOST);
        node.pass(Duration.ofSeconds(9));
        Client again = node.resume("ada", ada.resumeToken(), 1);
        node.pass(Duration.ofSeconds(60));
        again.send("{\"type\":\"members\",\"id\":2,\"group\":\"lobby\"}");

        assertEquals(ada.cid(), again.cid());
        assertTrue(welcome(again).getBoolean("resumed"));
        assertTrue(welcome(again).getBoolean("recovered"));
        assertEquals(List.of("USER_JOINED ada"), codes(bob));
        assertEquals(2, again.socket().answer(2).getJsonArray("members").size());
    }

    @Test
    void aClientThatDoesNotComeBackIsGoneAfterTheGrace() {
        Client ada = node.connect("ada").join("lobby");
        ada.close(LOST);
        node.pass(Duration.ofSeconds(9));
        assertEquals(List.of("USER_JOINED ada"), codes(bob));
        node.pass(Duration.ofSeconds(2));
        assertEquals(List.of("USER_JOINED ada", "USER_DISCONNECTED ada"), codes(bob));

        Client late = node.resume("ada", ada.resumeToken(), 1);
        assertFalse(welcome(late).getBoolean("resumed"));
        assertNotEquals(ada.cid(), late.cid());
    }

    /** The others have told of its client by then, as they have counted the node out; it would be here again, and be gone again. */
    @Test
    void aConnectionThatBrokeWhileTheNodeStoodStillIsNotWaitedForOnceMore() {
        Client ada = node.connect("ada").join("lobby");
        Client eve = node.connect("eve").join("lobby");
        node.pass(Duration.ofSeconds(1));
        node.standStill(Duration.ofSeconds(20));
        ada.close(LOST);
        eve.close(4302);
        node.pass(Duration.ofSeconds(2));
        assertEquals(List.of("USER_JOINED ada", "USER_JOINED eve", "USER_DISCONNECTED ada"), codes(bob));
        assertTrue(welcome(node.resume("eve", eve.resumeToken(), 1)).getBoolean("resumed"));
    }

    @Test
    void aGoodbyeEndsTheSessionAtOnce() {
        Client ada = node.connect("ada").join("lobby");
        ada.close(1000);
        assertEquals(List.of("USER_JOINED ada", "USER_LEFT ada"), codes(bob));
        assertFalse(welcome(node.resume("ada", ada.resumeToken(), 1)).getBoolean("resumed"));
    }

    @Test
    void aPageThatGoesAwayIsGoneAtOnce() {
        node.connect("ada").join("lobby").close(1001);
        assertEquals(List.of("USER_JOINED ada", "USER_DISCONNECTED ada"), codes(bob));
    }

    @Test
    void whatWasMissedComesOnceAndInOrder() {
        Client ada = node.connect("ada").join("lobby");
        say("one");
        say("two");
        ada.close(LOST);
        say("three");
        // The answer to the join and the first message have come; the second was on its way when the connection broke.
        Client again = node.resume("ada", ada.resumeToken(), 2);
        say("four");

        assertEquals(List.of("two", "three", "four"), heard(again));
        assertEquals(2, welcome(again).getLong("seq"));
        assertEquals(1, welcome(again).getLong("heard"));
    }

    @Test
    void aPrivateMessageReachesAClientThatIsAway() {
        Client ada = node.connect("ada");
        ada.close(LOST);
        bob.send("{\"type\":\"send\",\"id\":2,\"cid\":\"" + ada.cid() + "\",\"content\":\"psst\"}");
        Client again = node.resume("ada", ada.resumeToken(), 0);

        assertEquals(1, bob.socket().answer(2).getInteger("delivered"));
        assertEquals("psst", again.socket().ofType("private").getFirst().getString("content"));
    }

    @Test
    void anAnswerThatWasOnItsWayComesAgain() {
        Client ada = node.connect("ada");
        ada.join("lobby").close(LOST);
        Client again = node.resume("ada", ada.resumeToken(), 0);

        assertEquals(List.of(ada.socket().answer(1)), again.afterWelcome());
        assertEquals(1, welcome(again).getLong("heard"));
    }

    @Test
    void aGapIsSaid() {
        Client ada = node.connect("ada").join("lobby");
        ada.close(LOST);
        for (int i = 0; i < 100; i++) {
            say("a text that is long enough to be too much in the end: " + i);
        }
        Client again = node.resume("ada", ada.resumeToken(), 1);

        assertTrue(welcome(again).getBoolean("resumed"));
        assertFalse(welcome(again).getBoolean("recovered"));
        List<JsonObject> kept = again.afterWelcome();
        assertEquals(101 - kept.size(), welcome(again).getLong("seq"), "the number of the last frame that is lost");
        assertEquals(
                "a text that is long enough to be too much in the end: 99",
                kept.getLast().getString("content"));
    }

    @Test
    void whatTheClientHasIsNotKept() {
        Client ada = node.connect("ada").join("lobby");
        say("one");
        ada.acknowledge(2);
        ada.close(LOST);

        assertFalse(welcome(node.resume("ada", ada.resumeToken(), 1)).getBoolean("recovered"), "it took its word back");
    }

    @Test
    void aClientIsAskedNowAndThenWhatItHas() {
        Client ada = node.connect("ada").join("lobby");
        for (int i = 0; i < 300; i++) {
            say("message " + i);
        }
        assertTrue(ada.socket().pings() >= 2, () -> ada.socket().pings() + " pings");
        assertTrue(ada.socket().pings() <= 10, () -> ada.socket().pings() + " pings");
    }

    @Test
    void aTokenWorksOnce() {
        Client ada = node.connect("ada").join("lobby");
        ada.close(LOST);
        Client again = node.resume("ada", ada.resumeToken(), 1);
        again.send("{\"type\":\"ping\",\"id\":2}");
        Client thief = node.resume("ada", ada.resumeToken(), 1);

        assertFalse(welcome(thief).getBoolean("resumed"));
        assertNull(again.socket().closeCode());
        assertNotEquals(ada.resumeToken(), again.resumeToken());
    }

    /** The client never got its new token, and has nothing but the old one. */
    @Test
    void aClientWhoseWelcomeWasLostComesBackWithTheTokenOfBefore() {
        Client ada = node.connect("ada").join("lobby");
        ada.close(LOST);
        node.resume("ada", ada.resumeToken(), 1).close(LOST);
        say("meanwhile");
        Client again = node.resume("ada", ada.resumeToken(), 1);

        assertTrue(welcome(again).getBoolean("resumed"));
        assertTrue(welcome(again).getBoolean("recovered"));
        assertEquals(ada.cid(), again.cid());
        assertEquals(List.of("meanwhile"), heard(again));
        assertEquals(List.of("USER_JOINED ada"), codes(bob));
    }

    @Test
    void aPongShowsThatTheWelcomeCame() {
        Client ada = node.connect("ada").join("lobby");
        ada.close(LOST);
        Client again = node.resume("ada", ada.resumeToken(), 1);
        assertEquals(1, again.socket().pings());
        again.acknowledge(1);
        again.close(LOST);

        assertFalse(welcome(node.resume("ada", ada.resumeToken(), 1)).getBoolean("resumed"));
    }

    @Test
    void aTokenThatIsUsedTwiceTakesTheSessionAwayAndNeverDoublesIt() {
        Client ada = node.connect("ada").join("lobby");
        ada.close(LOST);
        Client first = node.resume("ada", ada.resumeToken(), 1);
        Client second = node.resume("ada", ada.resumeToken(), 1);
        say("to one of them");

        assertEquals(CloseCode.REPLACED, first.socket().closeCode());
        assertEquals(List.of(), heard(first));
        assertEquals(List.of("to one of them"), heard(second));
        assertFalse(
                welcome(node.resume("ada", first.resumeToken(), 1)).getBoolean("resumed"),
                "the token that the first one was given");
        assertTrue(welcome(node.resume("ada", second.resumeToken(), 2)).getBoolean("resumed"));
    }

    @Test
    void aTokenOfAnotherUserIsWorthNothing() {
        Client ada = node.connect("ada").join("lobby");
        ada.close(LOST);
        Client eve = node.resume("eve", ada.resumeToken(), 1);

        assertFalse(welcome(eve).getBoolean("resumed"));
        assertTrue(welcome(node.resume("ada", ada.resumeToken(), 1)).getBoolean("resumed"));
    }

    @Test
    void thePublicIdResumesNothing() {
        Client ada = node.connect("ada").join("lobby");
        ada.close(LOST);
        assertFalse(welcome(node.resume("ada", ada.cid(), 1)).getBoolean("resumed"));
    }

    /** A phone that changed its network is back before the server knows that it was away. */
    @Test
    void aClientMayComeBackBeforeItsOldConnectionIsKnownToBeGone() {
        Client ada = node.connect("ada").join("lobby");
        Client again = node.resume("ada", ada.resumeToken(), 1);
        assertEquals(CloseCode.REPLACED, ada.socket().closeCode());
        ada.send("{\"type\":\"publish\",\"id\":5,\"group\":\"lobby\",\"content\":\"late\"}");
        ada.close(LOST);
        node.pass(Duration.ofSeconds(60));
        say("still there?");

        assertEquals(ada.cid(), again.cid());
        assertEquals(List.of("still there?"), heard(again));
        assertEquals(List.of("USER_JOINED ada"), codes(bob));
        assertEquals(List.of(), heard(bob), "what the old connection said after it was replaced");
    }

    @Test
    void aClientInTheBackgroundMayTakeLonger() {
        Client ada = node.connect("ada").join("lobby");
        ada.send("{\"type\":\"background\",\"id\":2,\"on\":true}");
        assertEquals(60_000, ada.socket().answer(2).getLong("grace_ms"));
        ada.close(LOST);
        node.pass(Duration.ofSeconds(50));
        assertEquals(List.of("USER_JOINED ada"), codes(bob));
        Client again = node.resume("ada", ada.resumeToken(), 2);
        assertEquals(60_000, welcome(again).getLong("grace_ms"));
        again.send("{\"type\":\"background\",\"id\":3,\"on\":false}");
        again.close(LOST);
        node.pass(Duration.ofSeconds(11));
        assertEquals(List.of("USER_JOINED ada", "USER_DISCONNECTED ada"), codes(bob));
    }

    @Test
    void whoeverAsksIsToldOfSuspects() {
        Client eve = node.connect("eve").send("{\"type\":\"join\",\"id\":1,\"group\":\"lobby\",\"suspects\":true}");
        Client ada = node.connect("ada").join("lobby");
        ada.close(LOST);
        node.resume("ada", ada.resumeToken(), 1);

        assertEquals(List.of("USER_JOINED ada", "USER_SUSPECTED ada", "USER_BACK ada"), codes(eve));
        assertEquals(List.of("USER_JOINED eve", "USER_JOINED ada"), codes(bob));
        List<JsonObject> notices = eve.socket().ofType("notice");
        assertEquals(notices.getFirst().getLong("version"), notices.getLast().getLong("version"));
    }

    @Test
    void aSlowConsumerMayComeBack() {
        Client ada = node.connect("ada").join("lobby");
        ada.close(CloseCode.SLOW_CONSUMER.code());
        assertTrue(welcome(node.resume("ada", ada.resumeToken(), 1)).getBoolean("resumed"));
    }

    @Test
    void whoIsKickedDoesNotComeBack() {
        Client ada = node.connect("ada").join("lobby");
        ada.close(CloseCode.KICKED.code());
        assertEquals(List.of("USER_JOINED ada", "USER_DISCONNECTED ada"), codes(bob));
        assertFalse(welcome(node.resume("ada", ada.resumeToken(), 1)).getBoolean("resumed"));
    }

    @Test
    void aSkapiClientIsKnownByItsUser() {
        Client ada = node.connectSkapi("5e3f8a4e-0000-4000-8000-000000000001");
        ada.send("{\"action\":\"joinRoom\",\"rid\":\"lobby\",\"token\":\"x\"}");
        ada.close(LOST);
        say("hello");
        Client again = node.connectSkapi("5e3f8a4e-0000-4000-8000-000000000001");
        again.send("{\"action\":\"joinRoom\",\"rid\":\"lobby\",\"token\":\"x\"}");
        say("again");
        node.pass(Duration.ofSeconds(60));

        assertEquals(1, codes(bob).size(), () -> codes(bob).toString());
        assertEquals(
                List.of("hello", "again"),
                again.socket().frames().stream()
                        .filter(frame -> frame.containsKey("#message"))
                        .map(frame -> frame.getString("#message"))
                        .toList());
    }

    @Test
    void whatIsKeptForAllThatWaitIsBoundedAndTheOldestGivesWay() {
        List<Client> waiting =
                IntStream.range(0, 40).mapToObj(i -> node.connect("u" + i)).toList();
        for (Client client : waiting) {
            client.close(LOST);
            for (int i = 0; i < 20; i++) {
                bob.send("{\"type\":\"send\",\"id\":2,\"cid\":\"" + client.cid() + "\",\"content\":\"" + "x".repeat(50)
                        + "\"}");
            }
        }
        node.pass(Duration.ofSeconds(1));

        assertFalse(
                welcome(node.resume("u0", waiting.getFirst().resumeToken(), 0)).getBoolean("recovered"));
        assertTrue(
                welcome(node.resume("u39", waiting.getLast().resumeToken(), 0)).getBoolean("recovered"));
    }
}
