package io.ringway.gateway.session.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.local.LocalCluster;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pages without an account whose connection breaks: they are known by what they were given, and by nothing else. */
class VisitorResumeTest {
    private static final int LOST = 1006;
    private static final String KEY = TestNode.KEY;
    private static final String PAGE = TestNode.PAGE;

    private final TestNode node = new TestNode(new LocalCluster(), new SessionOptions(10_000, 60_000, 4_096, 64 << 10));
    private final Client host = node.visit(KEY, PAGE).join("room:tea");
    private final Client visitor = node.visit(KEY, PAGE).join("room:tea");

    @AfterEach
    void close() {
        node.close();
    }

    private static JsonObject welcome(Client client) {
        return client.socket().ofType("welcome").getFirst();
    }

    private static String user(Client client) {
        return welcome(client).getString("user_id");
    }

    private List<String> told() {
        return host.socket().ofType("notice").stream()
                .map(notice -> notice.getString("code"))
                .toList();
    }

    @Test
    void itGoesOnAsWhoItWasAndNobodyIsTold() {
        visitor.close(LOST);
        Client again = node.visitAgain(KEY, PAGE, user(visitor), visitor.resumeToken(), 1);

        assertTrue(welcome(again).getBoolean("resumed"));
        assertEquals(user(visitor), user(again));
        assertEquals(welcome(visitor).getString("cid"), welcome(again).getString("cid"));
        node.pass(Duration.ofSeconds(60));
        assertEquals(List.of("USER_JOINED"), told());
    }

    @Test
    void inTheFirstFrameToo() {
        visitor.close(LOST);
        Client again = node.connectWithoutToken(PAGE);
        again.send(new JsonObject()
                .put("type", "hello")
                .put("id", 0)
                .put("key", KEY)
                .put("user_id", user(visitor))
                .put("resume", visitor.resumeToken())
                .put("received", 1)
                .encode());

        assertTrue(welcome(again).getBoolean("resumed"));
        assertEquals(user(visitor), user(again));
    }

    @Test
    void itStaysTheSameUserWhenItsSessionIsOver() {
        visitor.close(LOST);
        node.pass(Duration.ofSeconds(11));
        Client again = node.visitAgain(KEY, PAGE, user(visitor), visitor.resumeToken(), 1);

        assertEquals(List.of("USER_JOINED", "USER_DISCONNECTED"), told());
        assertFalse(welcome(again).getBoolean("resumed"));
        assertEquals(user(visitor), user(again));
    }

    @Test
    void whatAnotherUserWasGivenProvesNothing() {
        Client thief = node.visitAgain(KEY, PAGE, user(visitor), host.resumeToken(), 1);

        assertFalse(welcome(thief).getBoolean("resumed"));
        assertNotEquals(user(visitor), user(thief));
        assertNotEquals(user(host), user(thief));
    }

    @Test
    void aTokenFromBeforeAllNodesWereStoppedKeepsNobodyOut() {
        Client again = node.visitAgain(KEY, PAGE, user(visitor), "bygone", 1);

        assertFalse(welcome(again).getBoolean("resumed"));
        assertNotEquals(user(visitor), user(again));
    }

    @Test
    void whoHadATokenThatIsRevokedDoesNotComeBackAsThatUserWithAKey() {
        Client ada = node.connect("anon-ada").join("room:tea");

        Client thief = node.visitAgain(KEY, PAGE, "anon-ada", ada.resumeToken(), 1);
        assertFalse(welcome(thief).getBoolean("resumed"));
        assertNotEquals("anon-ada", user(thief));
    }

    @Test
    void theBearerOfATokenIsNoVisitor() {
        Client ada = node.connect("ada");

        Client thief = node.visitAgain(KEY, PAGE, "anon-ada", ada.resumeToken(), 1);
        assertNotEquals("anon-ada", user(thief));
        assertNotEquals("ada", user(node.visitAgain(KEY, PAGE, "ada", ada.resumeToken(), 1)));
    }
}
