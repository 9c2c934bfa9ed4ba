package io.ringway.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Inbox;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.gateway.auth.Revocation;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.session.TestNode.Client;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node with a peer that is played here. */
class MissedRevocationTest {
    private static final NodeRef PEER = new NodeRef(7, 0);
    private static final Tenant DEMO = new Tenant("demo");
    private static final Tenant NOBODY = new Tenant("-");
    private static final long FOR_EVER = Long.MAX_VALUE;

    private final List<BackendStep> asked = new CopyOnWriteArrayList<>();
    private final List<BackendStep> posted = new CopyOnWriteArrayList<>();
    private volatile List<Revocation> saidByPeer = List.of();
    private volatile @Nullable Inbox inbox;
    private final TestNode node = new TestNode(cluster());
    private final Client ada = node.connect("ada");

    private Cluster cluster() {
        LocalCluster here = new LocalCluster();
        return (Cluster) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Cluster.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("start")) {
                        inbox = (Inbox) arguments[1];
                    }
                    return switch (method.getName()) {
                        case "peers" -> Set.of(PEER);
                        case "ask" -> answer(step((Buffer) arguments[1]));
                        case "post" -> {
                            posted.add(step((Buffer) arguments[1]));
                            yield null;
                        }
                        default -> method.invoke(here, arguments);
                    };
                });
    }

    private static BackendStep step(Buffer payload) {
        try {
            return ((Envelope.OfBackend) EnvelopeCodec.decode(payload)).step();
        } catch (EnvelopeException defect) {
            throw new AssertionError(defect);
        }
    }

    private static Buffer encode(BackendStep step) {
        return EnvelopeCodec.encode(new Envelope.OfBackend(step));
    }

    private Future<Buffer> answer(BackendStep question) {
        if (question instanceof BackendStep.RevokedAsked) {
            asked.add(question);
        }
        Objects.requireNonNull(inbox).message(PEER, encode(new BackendStep.Revoked(DEMO, 0, saidByPeer)));
        return Future.succeededFuture(encode(new BackendStep.Revoked(NOBODY, saidByPeer.size(), List.of())));
    }

    private void peerSays(BackendStep step) {
        node.run(() -> Objects.requireNonNull(inbox).message(PEER, encode(step)));
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
        assertEquals(1, asked.size(), "at its start");
        saidByPeer = List.of(ban("ada"));
        node.pass(Duration.ofSeconds(1));
        assertNull(ada.socket().closeCode(), "nobody has said so here");

        peerSays(new BackendStep.RevokedCount(NOBODY, 1));
        node.pass(Duration.ofSeconds(1));
        assertEquals(2, asked.size());
        assertEquals(CloseCode.BANNED, ada.socket().closeCode());
        peerSays(new BackendStep.RevokedCount(NOBODY, 1));
        node.pass(Duration.ofSeconds(1));
        assertEquals(2, asked.size(), "it has heard all");
    }

    @Test
    void whatCameInTimeIsNotAskedForAgain() {
        saidByPeer = List.of(ban("bob"));
        peerSays(new BackendStep.Revoked(DEMO, 1, saidByPeer));
        peerSays(new BackendStep.RevokedCount(NOBODY, 1));
        node.pass(Duration.ofSeconds(1));
        assertEquals(1, asked.size());
        peerSays(new BackendStep.Revoked(DEMO, 3, List.of(ban("eve"))));
        peerSays(new BackendStep.RevokedCount(NOBODY, 3));
        node.pass(Duration.ofSeconds(1));
        assertEquals(2, asked.size(), "the second is missing");
    }

    @Test
    void howMuchThisNodeHasRevokedIsToldAgainAndAgain() throws Exception {
        node.node()
                .backend()
                .exclude(ban("carl"))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertEquals(new BackendStep.Revoked(DEMO, 1, List.of(ban("carl"))), posted.getFirst());
        for (int i = 0; i < 4; i++) {
            node.pass(Duration.ofSeconds(1));
        }
        assertEquals(
                2,
                posted.stream()
                        .filter(new BackendStep.RevokedCount(NOBODY, 1)::equals)
                        .count());
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
        peerSays(new BackendStep.Revoked(
                DEMO, 0, List.of(new Revocation(Revocation.Kind.TOKEN, DEMO, jti, 1, FOR_EVER, FOR_EVER))));
    }

    private static String jti(String token) {
        byte[] payload = java.util.Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
        return new io.vertx.core.json.JsonObject(Buffer.buffer(payload)).getString("jti");
    }
}
