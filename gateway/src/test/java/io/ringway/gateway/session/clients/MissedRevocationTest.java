package io.ringway.gateway.session.clients;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UnavailableException;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.cluster.words.WordStore;
import io.ringway.gateway.auth.Revocation;
import io.ringway.gateway.groups.Entry;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.session.groups.WordNet;
import io.ringway.gateway.session.groups.Words;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node with a peer that is played here, of which it hears only what it asks for. */
class MissedRevocationTest {
    private static final NodeRef PEER = new NodeRef(7, 0);
    private static final Tenant DEMO = new Tenant("demo");
    private static final long FOR_EVER = Long.MAX_VALUE;
    private static final char TOKEN = '0';
    private static final char BAN = '2';

    private final WordNet net = new WordNet(WordStore.NONE);
    private final Words peer = net.add(7);
    private volatile boolean isDeaf;
    private final TestNode node = new TestNode(cluster());
    private final Client ada = node.connect("ada");

    /** A node that hears of its peer when it asks, and of nothing the peer says. */
    private Cluster cluster() {
        LocalCluster here = new LocalCluster();
        return (Cluster) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Cluster.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "peers" -> Set.of(PEER);
                    case "ask" -> answer(step((Buffer) arguments[1]));
                    case "post" -> null;
                    default -> method.invoke(here, arguments);
                });
    }

    private static BackendStep step(Buffer payload) {
        try {
            return ((Envelope.OfBackend) EnvelopeCodec.decode(payload)).step();
        } catch (EnvelopeException defect) {
            throw new AssertionError(defect);
        }
    }

    private Future<Buffer> answer(BackendStep question) {
        if (isDeaf) {
            return Future.failedFuture("no answer within two seconds");
        }
        return switch (question) {
            case BackendStep.Words news -> peer.answer(news);
            case BackendStep.WordSums sums -> peer.answer(sums);
            case BackendStep.WordsAsked wanted -> peer.answer(wanted);
            default -> Future.failedFuture("not asked here");
        };
    }

    /** The peer learns it, and what it says of it is lost. */
    private void peerLearns(char kind, String id) {
        Entry.Id about = new Entry.Id(new Group(DEMO, "-"), Entry.Kind.EXCLUSION, kind + id);
        Bytes until =
                Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(FOR_EVER).array());
        node.run(() -> peer.registers().take(1, new Entry(about, 1, FOR_EVER, FOR_EVER, null, until)));
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            node.pass(Duration.ofSeconds(1));
        }
    }

    private Future<Void> exclude(Revocation revocation) {
        Future<Void> done = node.node().backend().exclude(revocation);
        await().until(done::isComplete);
        return done;
    }

    private static Revocation ban(String user) {
        return new Revocation(Revocation.Kind.BAN, DEMO, user, 1, FOR_EVER, FOR_EVER);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void aRevocationThatWasLostOnTheWayIsThereWithinSeconds() {
        pass(10);
        peerLearns(BAN, "ada");
        assertNull(ada.socket().closeCode(), "nobody has said so here");
        pass(7);
        assertEquals(CloseCode.BANNED, ada.socket().closeCode());
    }

    @Test
    void aBanThatNoOtherNodeHasIsNotAcknowledgedAndHoldsAllTheSame() {
        isDeaf = true;
        assertInstanceOf(UnavailableException.class, exclude(ban("ada")).cause());
        assertEquals(CloseCode.BANNED, ada.socket().closeCode());
        isDeaf = false;
        pass(1);
        assertEquals(1, WordNet.all(peer).size(), "told again once it answers");
        assertTrue(exclude(ban("bob")).succeeded());
        assertEquals(2, WordNet.all(peer).size());
    }

    @Test
    void aUserIsBannedAgainAfterAPardonByAClockThatIsAhead() {
        Revocation early = new Revocation(Revocation.Kind.BAN, DEMO, "ada", 5_000, 0, FOR_EVER);
        assertTrue(exclude(early).succeeded());
        assertNull(ada.socket().closeCode());
        assertTrue(exclude(ban("ada")).succeeded());
        assertEquals(CloseCode.BANNED, ada.socket().closeCode());
    }

    @Test
    void theTokensOfAUserAreRevokedAgainByAClockThatIsBehind() {
        long issued = node.issuedAtMillis();
        assertTrue(exclude(tokens(issued - 1)).succeeded());
        assertNull(ada.socket().closeCode(), "minted after it");
        assertTrue(exclude(tokens(1)).succeeded());
        assertEquals(CloseCode.REVOKED, ada.socket().closeCode());
    }

    private static Revocation tokens(long since) {
        return new Revocation(Revocation.Kind.TOKENS, DEMO, "ada", since, FOR_EVER, FOR_EVER);
    }

    @Test
    void whoeverHasAnotherTokenByNowIsNotClosedForTheOldOne() {
        String first = node.token("demo", "eve", null, Duration.ofHours(1));
        String before = jti(first);
        Client eve = node.present(first);
        String token = node.token("demo", "eve", null, Duration.ofHours(2));
        eve.send("{\"type\":\"refresh\",\"id\":1,\"token\":\"" + token + "\"}");
        eve.socket().answer(1);
        revoke(before);
        assertNull(eve.socket().closeCode());
        revoke(jti(token));
        assertEquals(CloseCode.REVOKED, eve.socket().closeCode());
        assertNull(ada.socket().closeCode());
    }

    private void revoke(String jti) {
        peerLearns(TOKEN, jti);
        pass(7);
    }

    private static String jti(String token) {
        byte[] payload = java.util.Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
        return new io.vertx.core.json.JsonObject(Buffer.buffer(payload)).getString("jti");
    }
}
