package io.ringway.gateway.session.doors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.session.FrontDoor;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pages that connect with a key that everybody can read. */
class PublishableKeyTest {
    private static final String KEY = TestNode.KEY;
    private static final String PAGE = TestNode.PAGE;

    private final TestNode node = new TestNode();

    @AfterEach
    void close() {
        node.close();
    }

    private FrontDoor.Admission.Refuse refused(String key, String origin) {
        return assertInstanceOf(FrontDoor.Admission.Refuse.class, node.knockWithKey(key, origin, null));
    }

    private static JsonObject welcome(Client client) {
        return client.socket().ofType("welcome").getFirst();
    }

    @Test
    void thePageIsSomebodyNew() {
        Client first = node.visit(KEY, PAGE);
        Client second = node.visit(KEY, PAGE);

        String user = welcome(first).getString("user_id");
        assertTrue(user.matches("anon-[\\w-]{16}"), user);
        assertNotEquals(user, welcome(second).getString("user_id"));
        first.join("room:tea");
        second.join("room:tea");
        assertEquals(1, first.socket().ofType("notice").size());
    }

    /** Whoever opens pages without end would fill the rules of every user's calls with such as nobody comes back to. */
    @Test
    void itSaysNothingAboutCallsThatOutlivesIt() {
        Client visitor = node.visit(KEY, PAGE);

        visitor.send("{\"type\":\"on_busy\",\"id\":3,\"on_busy\":\"reject\"}");
        visitor.send("{\"type\":\"block\",\"id\":4,\"user_id\":\"ada\"}");

        assertEquals("forbidden", visitor.socket().answer(3).getString("code"));
        assertEquals("forbidden", visitor.socket().answer(4).getString("code"));
    }

    @Test
    void itMayDoWhatTheKeySays() {
        Client visitor = node.visit(KEY, PAGE);

        visitor.join("lobby");
        visitor.send("{\"type\":\"send\",\"id\":2,\"user_id\":\"ada\",\"content\":1}");

        for (JsonObject error : visitor.socket().ofType("error")) {
            assertEquals("forbidden", error.getString("code"));
        }
        assertEquals(2, visitor.socket().ofType("error").size());
    }

    @Test
    void itGetsNoTurnCredentials() {
        assertFalse(welcome(node.visit(KEY, PAGE)).getJsonObject("ice").encode().contains("turn:"));
        assertTrue(welcome(node.connect("ada")).getJsonObject("ice").encode().contains("turn:"));
    }

    @Test
    void itGetsThemWhereTheKeySaysSo() {
        Client guest = node.visit(TestNode.GUEST_KEY, PAGE);

        assertTrue(welcome(guest).getJsonObject("ice").encode().contains("turn:"));
    }

    @Test
    void aKeyThatDoesNotExist() {
        assertEquals(ErrorCode.BAD_KEY, refused("pk_0000000000000000", PAGE).code());
    }

    @Test
    void aPageOfAnotherOrigin() {
        assertEquals(
                ErrorCode.ORIGIN_NOT_ALLOWED,
                refused(KEY, "https://evil.example").code());
        assertEquals(ErrorCode.ORIGIN_NOT_ALLOWED, refused(KEY, PAGE + ":8443").code());
        assertEquals(
                ErrorCode.ORIGIN_NOT_ALLOWED,
                refused(KEY, PAGE + ".evil.example").code());
    }

    @Test
    void noPageAtAll() {
        FrontDoor.Admission answer = node.knockWithKey(KEY, null, null);

        assertEquals(
                ErrorCode.ORIGIN_NOT_ALLOWED,
                assertInstanceOf(FrontDoor.Admission.Refuse.class, answer).code());
    }

    @Test
    void inTheFirstFrame() {
        Client visitor = node.connectWithoutToken(PAGE);

        visitor.send("{\"type\":\"hello\",\"id\":0,\"key\":\"" + KEY + "\"}");

        assertTrue(welcome(visitor).getString("user_id").startsWith("anon-"));
    }

    @Test
    void aForeignPageIsToldWhatIsWrongInTheFirstFrame() {
        Client visitor = node.connectWithoutToken("https://evil.example");

        visitor.send("{\"type\":\"hello\",\"id\":0,\"key\":\"" + KEY + "\"}");

        assertEquals(
                "origin_not_allowed",
                visitor.socket().ofType("error").getFirst().getString("code"));
        assertEquals(CloseCode.ORIGIN_NOT_ALLOWED, visitor.socket().closeCode());
    }

    @Test
    void aForeignPageCannotComeWithATokenInstead() {
        Client visitor = node.connectWithoutToken("https://evil.example");

        visitor.send("{\"type\":\"hello\",\"id\":0,\"token\":\"" + node.token("demo", "ada", null, Duration.ofHours(1))
                + "\"}");

        assertEquals(CloseCode.ORIGIN_NOT_ALLOWED, visitor.socket().closeCode());
        assertEquals(0, visitor.socket().ofType("welcome").size());
    }

    @Test
    void aBadKeyInTheFirstFrame() {
        Client visitor = node.connectWithoutToken(PAGE);

        visitor.send("{\"type\":\"hello\",\"id\":0,\"key\":\"pk_0000000000000000\"}");

        assertEquals("bad_key", visitor.socket().ofType("error").getFirst().getString("code"));
        assertEquals(CloseCode.BAD_KEY, visitor.socket().closeCode());
    }

    @Test
    void aUserIdOfItsOwnWhereTheKeySaysSo() {
        FrontDoor.Admission stolen = node.knockWithKey(TestNode.GUEST_KEY, PAGE, "ada");
        FrontDoor.Admission empty = node.knockWithKey(TestNode.GUEST_KEY, PAGE, "guest-");
        FrontDoor.Admission notAllowed = node.knockWithKey(KEY, PAGE, "anon-1");

        assertInstanceOf(FrontDoor.Admission.Accept.class, node.knockWithKey(TestNode.GUEST_KEY, PAGE, "guest-ada"));
        for (FrontDoor.Admission refusal : new FrontDoor.Admission[] {stolen, empty, notAllowed}) {
            assertEquals(
                    ErrorCode.FORBIDDEN,
                    assertInstanceOf(FrontDoor.Admission.Refuse.class, refusal).code());
        }
    }

    @Test
    void anAddressHasSoManyConnections() {
        Client first = node.visit(TestNode.GUEST_KEY, PAGE);
        node.visit(TestNode.GUEST_KEY, PAGE);

        Client third = node.visit(TestNode.GUEST_KEY, PAGE);
        assertEquals(CloseCode.RATE_LIMITED, third.socket().closeCode());
        third.close(1006);
        first.close(1006);

        assertEquals(
                1,
                node.visit(TestNode.GUEST_KEY, PAGE).socket().ofType("welcome").size());
    }

    @Test
    void anAddressConnectsSoOftenWithinAMinute() {
        for (int i = 0; i < 5; i++) {
            node.visit(TestNode.GUEST_KEY, PAGE).close(1000);
        }

        assertEquals(ErrorCode.RATE_LIMITED, refused(TestNode.GUEST_KEY, PAGE).code());
        node.pass(Duration.ofMinutes(1));
        assertInstanceOf(FrontDoor.Admission.Accept.class, node.knockWithKey(TestNode.GUEST_KEY, PAGE, null));
    }

    @Test
    void theConnectionEndsWithTheKeysLifetime() {
        Client visitor = node.visit(TestNode.GUEST_KEY, PAGE);

        node.pass(Duration.ofHours(1).plusSeconds(1));

        assertEquals(CloseCode.TOKEN_EXPIRED, visitor.socket().closeCode());
    }

    @Test
    void whoDidNotReadGaveItsAddressAnotherPlaceWhileItsOutboxWasStillThere() {
        node.visit(TestNode.GUEST_KEY, PAGE).giveUp();
        node.visit(TestNode.GUEST_KEY, PAGE);
        Client third = node.visit(TestNode.GUEST_KEY, PAGE);
        assertEquals(CloseCode.RATE_LIMITED, third.socket().closeCode());
    }
}
