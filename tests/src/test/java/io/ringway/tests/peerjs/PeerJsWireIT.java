package io.ringway.tests.peerjs;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.Node;
import io.ringway.tests.support.NodeSettings;
import io.ringway.tests.support.Secrets;
import io.ringway.tests.support.TestCluster;
import io.ringway.tests.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every frame that the PeerJS client knows, on real sockets of two nodes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PeerJsWireIT {
    private static final String INCOMPLETE =
            "{\"type\":\"ERROR\",\"payload\":{\"msg\":\"No id, token, or key supplied to websocket server\"}}";
    private static final String INVALID_KEY = "{\"type\":\"ERROR\",\"payload\":{\"msg\":\"Invalid key provided\"}}";
    private static final String TAKEN = "{\"type\":\"ID-TAKEN\",\"payload\":{\"msg\":\"ID is taken\"}}";
    private static final String FULL =
            "{\"type\":\"ERROR\",\"payload\":{\"msg\":\"Server has reached its concurrent user limit\"}}";
    private static final String ORIGIN = "https://app.example";

    private TestCluster cluster;
    private Node one;
    private Node two;
    private String ada;
    private String bob;

    @BeforeAll
    void start() {
        cluster = TestCluster.start(
                2,
                Map.of(
                        "RINGWAY_HTTP_ALLOWED_ORIGINS", ORIGIN,
                        "RINGWAY_LIMITS_OUTBOX_BYTES", "64KiB",
                        "RINGWAY_GROUPS_STATE_BYTES", "16KiB",
                        "RINGWAY_LOG_LEVEL", "debug"));
        one = cluster.node(0);
        two = cluster.node(1);
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @BeforeEach
    void freshIds() {
        ada = "ada-" + UUID.randomUUID();
        bob = "bob-" + UUID.randomUUID();
    }

    private static String token() {
        return Secrets.canary();
    }

    @Test
    void whoLacksAParameterIsTold() {
        for (String query : List.of("", "id=a&token=b", "key=peerjs&token=b", "key=peerjs&id=a", "key=&id=a&token=b")) {
            RawPeer.query(one, query).isRefused(INCOMPLETE);
        }
    }

    @Test
    void whoHasAnotherKeyIsTold() {
        RawPeer.query(one, "key=other&id=a&token=b").isRefused(INVALID_KEY);
    }

    @Test
    void anIdBelongsToOneClientOfAllNodes() {
        try (RawPeer holder = RawPeer.open(one, ada, token())) {
            RawPeer.knock(one, ada, token()).isRefused(TAKEN);
            RawPeer.knock(two, ada, token()).isRefused(TAKEN);
            assertEquals(List.of("{\"type\":\"OPEN\"}"), holder.texts("OPEN"));
        }
        await("it is free once its holder has gone").until(() -> {
            try (RawPeer next = RawPeer.knock(two, ada, token())) {
                next.sees(Set.of("OPEN", "ID-TAKEN"));
                return next.texts("OPEN").size() == 1;
            }
        });
    }

    @Test
    void ofTwoClaimsOfOneMomentOneWins() {
        for (int round = 0; round < 20; round++) {
            String id = "race-" + UUID.randomUUID();
            try (RawPeer here = RawPeer.knock(one, id, token());
                    RawPeer there = RawPeer.knock(two, id, token())) {
                here.sees(Set.of("OPEN", "ID-TAKEN"));
                there.sees(Set.of("OPEN", "ID-TAKEN"));
                assertEquals(1, here.texts("OPEN").size() + there.texts("OPEN").size());
            }
        }
    }

    @Test
    void whatIsRelayedHasItsSenderAndTheVeryBytesOfItsPayload() {
        try (RawPeer caller = RawPeer.open(one, ada, token());
                RawPeer callee = RawPeer.open(two, bob, token())) {
            String payload = "{ \"sdp\":{\"type\":\"offer\",\"sdp\":\"v=0\\r\\n\"},\"big\":1e400,\"x\":\"\\u2603☃%\" }";
            for (String type : List.of("OFFER", "ANSWER", "CANDIDATE", "LEAVE")) {
                caller.say("{\"payload\":" + payload + ",\"src\":\"forged\",\"dst\":\"" + bob + "\",\"type\":\"" + type
                        + "\"}");
                callee.sees(type);
                assertEquals(
                        List.of("{\"type\":\"" + type + "\",\"src\":\"" + ada + "\",\"dst\":\"" + bob
                                + "\",\"payload\":" + payload + "}"),
                        callee.texts(type));
            }
            caller.say("{\"type\":\"HEARTBEAT\"}").send("LEAVE", bob, 1);
            assertEquals(1, callee.sees("LEAVE").getInteger("payload"));
        }
    }

    @Test
    void hundredsOfMessagesKeepTheirOrder() {
        try (RawPeer caller = RawPeer.open(one, ada, token());
                RawPeer callee = RawPeer.open(two, bob, token())) {
            for (int i = 0; i < 200; i++) {
                caller.send("CANDIDATE", bob, i);
            }
            for (int i = 0; i < 200; i++) {
                assertEquals(i, callee.sees("CANDIDATE").getInteger("payload"));
            }
        }
    }

    @Test
    void whatIsSentToSomebodyWhoIsLateWaits() {
        try (RawPeer caller = RawPeer.open(one, ada, token())) {
            caller.send("OFFER", bob, "offer").send("CANDIDATE", bob, 1).send("CANDIDATE", bob, 2);
            caller.send("OFFER", ada, "so much has been handled").sees("OFFER");
            try (RawPeer callee = RawPeer.open(two, bob, token())) {
                assertEquals("offer", callee.sees("OFFER").getString("payload"));
                assertEquals(1, callee.sees("CANDIDATE").getInteger("payload"));
                assertEquals(2, callee.sees("CANDIDATE").getInteger("payload"));
            }
            assertEquals(List.of(), caller.texts("EXPIRE"));
        }
    }

    @Test
    void whatNobodyTakesWithinFiveSecondsExpiresOnce() {
        try (RawPeer caller = RawPeer.open(one, ada, token())) {
            long sent = System.nanoTime();
            caller.send("OFFER", bob, 1).send("CANDIDATE", bob, 2).send("CANDIDATE", bob, 3);
            caller.sees("EXPIRE");
            Duration waited = Duration.ofNanos(System.nanoTime() - sent);
            assertTrue(waited.toMillis() >= 5_000, "after " + waited);
            caller.send("CANDIDATE", bob, 4);
            String expired = "{\"type\":\"EXPIRE\",\"src\":\"" + bob + "\",\"dst\":\"" + ada + "\"}";
            await("it is said once")
                    .during(Duration.ofSeconds(6))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> caller.texts("EXPIRE").equals(List.of(expired)));
        }
    }

    @Test
    void theNextConnectionOfAClientTakesItsPlaceOnEitherNode() {
        String token = token();
        try (RawPeer eve = RawPeer.open(two, bob, token())) {
            RawPeer before = RawPeer.open(one, ada, token);
            for (Node node : List.of(one, two, one)) {
                RawPeer next = RawPeer.open(node, ada, token);
                assertEquals(4404, before.awaitClosed());
                eve.send("OFFER", ada, "to the next");
                assertEquals("to the next", next.sees("OFFER").getString("payload"));
                next.send("OFFER", bob, "and back");
                assertEquals("and back", eve.sees("OFFER").getString("payload"));
                before = next;
            }
            RawPeer.knock(two, ada, token()).isRefused(TAKEN);
            before.close();
        }
    }

    /** Its socket is closing for want of reading, and it has not gone yet. */
    @Test
    void whoseConnectionIsDeadIsReported() {
        String payload = "x".repeat(30_000);
        try (RawPeer caller = RawPeer.open(one, ada, token());
                RawPeer callee = RawPeer.open(two, bob, token())) {
            callee.goDeaf();
            await("the caller is told").pollInterval(Duration.ofMillis(5)).until(() -> {
                caller.send("CANDIDATE", bob, payload);
                return !caller.texts("LEAVE").isEmpty();
            });
            assertEquals(
                    "{\"type\":\"LEAVE\",\"src\":\"" + bob + "\",\"dst\":\"" + ada + "\"}",
                    caller.texts("LEAVE").getFirst());
        }
    }

    @Test
    void whoSaysFarewellGivesItsIdBack() {
        RawPeer holder = RawPeer.open(one, ada, token());
        holder.say("{\"type\":\"LEAVE\"}");
        assertEquals(1000, holder.awaitClosed());
        RawPeer.open(one, ada, token()).close();
    }

    @Test
    void whatIsNoMessageIsAnsweredWithAnError() {
        try (RawPeer peer = RawPeer.open(one, ada, token())) {
            for (String text : List.of("no JSON", "{\"type\":\"EXPIRE\",\"dst\":\"x\"}", "{\"type\":\"OFFER\"}")) {
                peer.say(text);
                assertTrue(peer.sees("ERROR").getJsonObject("payload").containsKey("msg"));
            }
            peer.send("OFFER", ada, "still here");
            peer.sees("OFFER");
        }
    }

    @Test
    void whoBringsAJwtIsOfItsTenantAndKnownByItsUser() {
        String ofShop = Tokens.of("shop", "ada", Duration.ofHours(1));
        try (RawPeer stranger = RawPeer.open(one, ada, token());
                RawPeer member = RawPeer.open(one, ada, ofShop);
                RawPeer colleague = RawPeer.open(two, bob, Tokens.of("shop", "bob", Duration.ofHours(1)))) {
            colleague.send("OFFER", ada, "to the shop");
            assertEquals("to the shop", member.sees("OFFER").getString("payload"));
            assertEquals(List.of(), stranger.texts("OFFER"));
            RawPeer.knock(two, ada, Tokens.of("shop", "eve", Duration.ofHours(1)))
                    .isRefused(TAKEN);
            RawPeer.open(two, ada, Tokens.of("shop", "ada", Duration.ofHours(2)))
                    .close();
            assertEquals(4404, member.awaitClosed());
        }
        RawPeer expired = RawPeer.knock(one, ada, Tokens.of("shop", "ada", Duration.ofHours(-1)));
        assertTrue(
                expired.sees("ERROR").getJsonObject("payload").getString("msg").contains("token"));
        assertEquals(1000, expired.awaitClosed());
    }

    @Test
    void oneClientTooManyIsSentAway() {
        try (Node small = Node.start(NodeSettings.alone("small", Map.of("RINGWAY_PEERJS_MAX_CLIENTS", "1")))) {
            String token = token();
            RawPeer only = RawPeer.open(small, ada, token);
            RawPeer.knock(small, bob, token()).isRefused(FULL);
            RawPeer.open(small, ada, token).close();
            assertEquals(4404, only.awaitClosed());
        }
    }

    @Test
    void aMessageForAPeerOfAKilledNodeReachesItOnTheOther() {
        try (TestCluster doomed = TestCluster.start(2)) {
            String token = token();
            RawPeer.open(doomed.node(0), bob, token);
            RawPeer caller = RawPeer.open(doomed.node(1), ada, token());
            doomed.node(0).kill();
            doomed.node(1).awaitLeft(1);
            caller.send("OFFER", bob, "offer").send("CANDIDATE", bob, 1);
            RawPeer back = RawPeer.open(doomed.node(1), bob, token);
            assertEquals("offer", back.sees("OFFER").getString("payload"));
            assertEquals(1, back.sees("CANDIDATE").getInteger("payload"));
        }
    }

    @Test
    void idsAreGivenByHttp() {
        HttpResponse<String> id = get("/peerjs/id?ts=1&version=1.5.5", ORIGIN);
        assertEquals(200, id.statusCode());
        assertEquals(4, UUID.fromString(id.body()).version());
        assertEquals(
                ORIGIN, id.headers().firstValue("access-control-allow-origin").orElseThrow());
        assertTrue(id.headers().firstValue("content-type").orElseThrow().startsWith("text/plain"));
        HttpResponse<String> other = get("/peerjs/id", "https://evil.example");
        assertTrue(other.headers().firstValue("access-control-allow-origin").isEmpty());
        assertEquals(404, get("/otherkey/id", ORIGIN).statusCode());
    }

    @Test
    void nobodyIsListedWhereDiscoveryIsOff() {
        HttpResponse<String> peers = get("/peerjs/peers", ORIGIN);
        assertEquals(401, peers.statusCode());
        assertEquals(
                ORIGIN,
                peers.headers().firstValue("access-control-allow-origin").orElseThrow());
    }

    @Test
    void theServerSaysWhatItIs() {
        JsonObject about = new JsonObject(get("/peerjs/", ORIGIN).body());
        assertEquals(Set.of("name", "description", "website"), about.fieldNames());
    }

    private HttpResponse<String> get(String path, String origin) {
        return Node.send(HttpRequest.newBuilder(URI.create(one.url() + path))
                .header("Origin", origin)
                .build());
    }
}
