package io.ringway.gateway.session.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.config.Config;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of clients that ask too much. */
class FloodTest {
    private static final Config CONFIG = Config.of(Map.ofEntries(
            Map.entry("dev", "true"),
            Map.entry("auth.hs256_secret", "0123456789abcdef0123456789abcdef"),
            Map.entry("limits.connection.requests_per_second", "10"),
            Map.entry("limits.connection.requests_burst", "5"),
            Map.entry("limits.connection.joins_per_second", "1"),
            Map.entry("limits.connection.joins_burst", "2"),
            Map.entry("limits.connection.bytes_per_second", "16KiB"),
            Map.entry("limits.connection.bytes_burst", "64KiB"),
            Map.entry("limits.groups_per_connection", "2"),
            Map.entry("limits.user.requests_per_second", "6"),
            Map.entry("limits.user.connections", "3"),
            Map.entry("limits.tenant.connections", "5")));

    private final TestNode node = new TestNode(
            TestSetup.USUAL.with(new SessionOptions(30_000, 0, 4_096, 1 << 20)).with(CONFIG));

    @AfterEach
    void close() {
        node.close();
    }

    private static void pings(Client client, int from, int to) {
        for (int id = from; id <= to; id++) {
            client.send("{\"type\":\"ping\",\"id\":" + id + "}");
        }
    }

    @Test
    void aRequestTooManyIsAnsweredWithWhenToTryAgain() {
        Client ada = node.connect("ada");
        pings(ada, 1, 6);

        assertEquals("result", ada.socket().answer(5).getString("type"));
        JsonObject refused = ada.socket().answer(6);
        assertEquals("rate_limited", refused.getString("code"));
        assertEquals(true, refused.getBoolean("temporary"));
        assertEquals(100, refused.getLong("retry_after_ms"));

        node.pass(Duration.ofMillis(100));
        pings(ada, 7, 7);
        assertEquals("result", ada.socket().answer(7).getString("type"));
    }

    /** A few large ones went as fast as the network took them, and filled what lies between nodes. */
    @Test
    void moreThanAConnectionMaySayIsAnsweredWithWhenToTryAgain() {
        Client ada = node.connect("ada");
        for (int id = 1; id <= 3; id++) {
            ada.send("{\"type\":\"publish\",\"id\":" + id + ",\"group\":\"g\",\"content\":\"" + "x".repeat(30_000)
                    + "\"}");
        }
        assertEquals("not_joined", ada.socket().answer(2).getString("code"));
        JsonObject refused = ada.socket().answer(3);
        assertEquals("rate_limited", refused.getString("code"));
        long wait = refused.getLong("retry_after_ms");
        assertTrue(wait > 1_000 && wait < 2_000, wait + " ms");
        ada.send("{\"type\":\"relay\",\"id\":4,\"group\":\"g\",\"cid\":\"" + ada.cid() + "\",\"content\":1}");
        assertEquals("not_joined", ada.socket().answer(4).getString("code"));

        node.pass(Duration.ofMillis(wait));
        ada.send("{\"type\":\"publish\",\"id\":5,\"group\":\"g\",\"content\":\"" + "x".repeat(30_000) + "\"}");
        assertEquals("not_joined", ada.socket().answer(5).getString("code"));
    }

    @Test
    void joinsAreCountedApart() {
        Client ada = node.connect("ada");
        ada.send("{\"type\":\"join\",\"id\":1,\"group\":\"a\"}");
        ada.send("{\"type\":\"join\",\"id\":2,\"group\":\"b\"}");
        ada.send("{\"type\":\"join\",\"id\":3,\"group\":\"a\"}");
        assertEquals("rate_limited", ada.socket().answer(3).getString("code"));
        pings(ada, 4, 4);
        assertEquals("result", ada.socket().answer(4).getString("type"));
    }

    @Test
    void signalsGoThroughWhenNothingElseDoes() {
        Client ada = node.connect("ada");
        pings(ada, 1, 6);
        ada.send("{\"type\":\"relay\",\"id\":7,\"group\":\"g\",\"cid\":\"" + ada.cid() + "\",\"content\":1}");
        assertEquals("not_joined", ada.socket().answer(7).getString("code"));
    }

    @Test
    void whoDoesNotListenIsDisconnectedAndHasToStayAway() {
        Client ada = node.connect("ada");
        String token = ada.resumeToken();
        pings(ada, 1, 300);
        assertEquals(CloseCode.RATE_LIMITED, ada.socket().closeCode());
        assertEquals(5_000, ada.socket().retryAfterMillis());
        ada.close(4300);

        Client tooEarly = node.resume("ada", token, 0);
        assertEquals(CloseCode.RATE_LIMITED, tooEarly.socket().closeCode());
        assertEquals(5_000, tooEarly.socket().retryAfterMillis());

        node.pass(Duration.ofSeconds(5));
        Client back = node.resume("ada", token, 0);
        assertNull(back.socket().closeCode());
        assertTrue(back.socket().ofType("welcome").getFirst().getBoolean("resumed"));
    }

    @Test
    void whatIsNoCommandCountsAsARequest() {
        Client ada = node.connect("ada");
        for (int i = 0; i < 150; i++) {
            ada.send("{\"type\":\"ping\",\"id\":1}").send("nonsense");
        }
        assertEquals(CloseCode.RATE_LIMITED, ada.socket().closeCode());
    }

    @Test
    void aUserHasItsShareOverAllConnections() {
        Client[] tabs = {node.connect("ada"), node.connect("ada"), node.connect("ada")};
        for (Client tab : tabs) {
            pings(tab, 1, 4);
        }
        assertEquals("result", tabs[2].socket().answer(4).getString("type"));
        pings(tabs[0], 5, 5);
        JsonObject refused = tabs[0].socket().answer(5);
        assertEquals("rate_limited", refused.getString("code"));
        assertEquals(167, refused.getLong("retry_after_ms"));

        Client other = node.connect("bob");
        pings(other, 1, 1);
        assertEquals("result", other.socket().answer(1).getString("type"));
    }

    @Test
    void usersAndTenantsHaveSoManyConnections() {
        Client[] tabs = {node.connect("ada"), node.connect("ada"), node.connect("ada"), node.connect("ada")};
        assertNull(tabs[2].socket().closeCode());
        assertEquals(CloseCode.RATE_LIMITED, tabs[3].socket().closeCode());
        assertEquals(10_000, tabs[3].socket().retryAfterMillis());

        assertNull(node.connect("bob").socket().closeCode());
        assertNull(node.connect("eve").socket().closeCode());
        assertEquals(CloseCode.RATE_LIMITED, node.connect("mallory").socket().closeCode());

        // A session that goes on is not a new one, and one that ends makes room.
        Client back = node.resume("ada", tabs[0].resumeToken(), 0);
        assertNull(back.socket().closeCode());
        tabs[1].close(1000);
        assertNull(node.connect("mallory").socket().closeCode());
    }

    @Test
    void aSkapiClientIsToldInItsOwnWords() {
        Client ada = node.connectSkapi("ada");
        for (int i = 0; i < 12; i++) {
            ada.send("{\"action\":\"broadcast\",\"rid\":\"g\",\"content\":\"x\"}");
        }
        assertTrue(
                ada.socket().frames().stream().anyMatch(frame -> "too many requests".equals(frame.getString("#error"))),
                () -> ada.socket().frames().toString());
    }

    @Test
    void aPeerThatFloodsIsDisconnected() {
        Client peer = node.connectPeer("p", "token");
        for (int i = 0; i < 2_100; i++) {
            peer.send("{\"type\":\"HEARTBEAT\"}");
        }
        assertEquals(CloseCode.RATE_LIMITED, peer.socket().closeCode());
    }
}
