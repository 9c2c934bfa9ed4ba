package io.ringway.gateway.session.doors;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.gateway.auth.Revocation;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.session.node.TestNode;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** PeerJS clients of one node, with a clock that the test moves. */
class PeerDoorTest {
    private final TestNode node = new TestNode();

    @AfterEach
    void close() {
        node.close();
    }

    private static List<String> types(TestNode.Client client) {
        return client.socket().frames().stream()
                .map(frame -> frame.getString("type"))
                .toList();
    }

    private static String offer(String to) {
        return "{\"type\":\"OFFER\",\"dst\":\"" + to + "\",\"payload\":1}";
    }

    @Test
    void whoHasNoHeartbeatForNinetySecondsIsForgotten() {
        TestNode.Client ada = node.connectPeer("ada", "token");
        node.pass(Duration.ofSeconds(60));
        ada.send("{\"type\":\"HEARTBEAT\"}");
        node.pass(Duration.ofSeconds(89));
        assertNull(ada.socket().closeCode());
        node.pass(Duration.ofSeconds(1));
        assertEquals(CloseCode.PING_TIMEOUT, ada.socket().closeCode());
        assertEquals(List.of("OPEN"), types(node.connectPeer("ada", "another")));
    }

    @Test
    void whatWaitsExpiresAfterFiveSeconds() {
        TestNode.Client ada = node.connectPeer("ada", "token").send(offer("bob"));
        node.pass(Duration.ofMillis(4_999));
        assertEquals(List.of("OPEN"), types(ada));
        node.pass(Duration.ofMillis(1));
        assertEquals(List.of("OPEN", "EXPIRE"), types(ada));
        assertEquals(List.of("OPEN"), types(node.connectPeer("bob", "token")));
    }

    @Test
    void anIdIsFreeOnceItsConnectionIsClosed() {
        TestNode.Client ada = node.connectPeer("ada", "token");
        assertEquals(List.of("ID-TAKEN"), types(node.connectPeer("ada", "another")));
        ada.close(1006);
        assertEquals(List.of("OPEN"), types(node.connectPeer("ada", "another")));
    }

    @Test
    void theSameTokenTakesItsOwnPlace() {
        TestNode.Client before = node.connectPeer("ada", "token");
        TestNode.Client now = node.connectPeer("ada", "token");
        assertEquals(CloseCode.REPLACED, before.socket().closeCode());
        before.close(1006);
        node.connectPeer("bob", "token").send(offer("ada"));
        assertEquals(List.of("OPEN", "OFFER"), types(now));
    }

    @Test
    void aDeadConnectionIsReported() {
        TestNode.Client ada = node.connectPeer("ada", "token");
        TestNode.Client bob = node.connectPeer("bob", "token");
        bob.socket().close(CloseCode.SLOW_CONSUMER);
        ada.send(offer("bob"));
        assertEquals(List.of("OPEN", "LEAVE"), types(ada));
    }

    @Test
    void oneTooManyIsSentAway() {
        node.connectPeer("a", "token");
        node.connectPeer("b", "token");
        node.connectPeer("c", "token");
        assertEquals(List.of("ERROR"), types(node.connectPeer("d", "token")));
    }

    @Test
    void aJwtsPeerGoesWhenItsTokenEnds() {
        String token = node.token("shop", "ada", null, Duration.ofMinutes(1));
        TestNode.Client ada = node.connectPeer("ada", token);
        assertEquals(List.of("OPEN"), types(node.connectPeer("ada", "a stranger's")));
        node.pass(Duration.ofMinutes(1));
        assertEquals(CloseCode.TOKEN_EXPIRED, ada.socket().closeCode());
        node.pass(Duration.ofMinutes(5));
        assertEquals(List.of("ERROR"), types(node.connectPeer("ada", token)));
    }

    private void exclude(Revocation.Kind kind, String id) {
        long now = Instant.now().toEpochMilli();
        long until = now + 3_600_000;
        Future<Void> done =
                node.node().backend().exclude(new Revocation(kind, new Tenant("shop"), id, now + 1_000, until, until));
        await().until(done::isComplete);
        assertTrue(done.succeeded());
    }

    @Test
    void aPeerWhoseUserIsBannedOrWhoseTokensAreRevokedIsClosedAtOnce() {
        String token = node.token("shop", "ada", null, Duration.ofHours(1));
        TestNode.Client ada = node.connectPeer("ada", token);
        TestNode.Client bob = node.connectPeer("bob", node.token("shop", "bob", null, Duration.ofHours(1)));
        TestNode.Client stranger = node.connectPeer("ada", "a stranger's");
        exclude(Revocation.Kind.BAN, "ada");
        assertEquals(CloseCode.BANNED, ada.socket().closeCode());
        ada.send(offer("bob"));
        assertEquals(List.of("OPEN"), types(bob), "it is not heard any more");
        assertNull(bob.socket().closeCode());
        exclude(Revocation.Kind.TOKENS, "bob");
        assertEquals(CloseCode.REVOKED, bob.socket().closeCode());
        TestNode.Client again = node.connectPeer("ada", token);
        assertEquals(List.of(), types(again));
        assertEquals(CloseCode.BANNED, again.socket().closeCode());
        assertNull(node.connectPeer("ada", node.token("mall", "ada", null, Duration.ofHours(1)))
                .socket()
                .closeCode());
        assertNull(stranger.socket().closeCode());
    }

    @Test
    void aJwtNeedsTheGrantToCall() {
        String token = node.token("shop", "ada", "{\"actions\":[\"send\"]}", Duration.ofMinutes(1));
        assertEquals(List.of("ERROR"), types(node.connectPeer("ada", token)));
    }

    @Test
    void whatIsWrongIsSaidInAFrame() {
        for (Map<String, String> query : List.of(
                Map.of("id", "ada", "token", "t"),
                Map.of("id", "ada", "token", "t", "key", "other"),
                Map.of("id", "x".repeat(257), "token", "t", "key", "peerjs"),
                Map.of("id", "ada\n", "token", "t", "key", "peerjs"),
                Map.of("id", "ada", "token", "t".repeat(16_385), "key", "peerjs"))) {
            TestNode.Client client = node.knockAsPeer(query);
            assertEquals(List.of("ERROR"), types(client));
            assertEquals(CloseCode.NORMAL, client.socket().closeCode());
        }
    }

    @Test
    void whoKeepsTalkingNonsenseIsClosed() {
        TestNode.Client ada = node.connectPeer("ada", "token");
        for (int i = 0; i < 100; i++) {
            ada.send("nonsense");
        }
        assertEquals(CloseCode.TOO_MANY_ERRORS, ada.socket().closeCode());
        TestNode.Client bob = node.connectPeer("bob", "token");
        bob.sendBinary("bytes");
        assertEquals(CloseCode.UNSUPPORTED_DATA, bob.socket().closeCode());
        assertTrue(types(bob).contains("OPEN"));
    }
}
