package io.ringway.gateway.session.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Inbox;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.cluster.mesh.UnreachableException;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client comes back for its session while the node that has it does not answer. */
class SilentNodeTest {
    private static final SessionOptions SESSIONS = new SessionOptions(10_000, 60_000, 4_096, 64 << 10);

    private final LocalCluster there = new LocalCluster();
    private final LocalCluster here = new LocalCluster();
    private volatile Set<NodeRef> peers = Set.of(there.self());
    /** It counts as a node, and this one has never heard of it. */
    private volatile @Nullable NodeRef silent;

    private volatile @Nullable Inbox inbox;
    private final TestNode first = new TestNode(there, SESSIONS);
    private final TestNode node = new TestNode(clusterWithASilentNode(), SESSIONS);
    private final Client ada = first.connect("ada");

    @AfterEach
    void close() {
        node.close();
        first.close();
    }

    private Cluster clusterWithASilentNode() {
        return (Cluster) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Cluster.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("start")) {
                        inbox = (Inbox) arguments[1];
                    }
                    return switch (method.getName()) {
                        case "peers" -> peers;
                        case "isSilent" -> arguments[0].equals(silent);
                        case "secret" -> there.secret();
                        case "ask" -> Future.failedFuture(new UnreachableException("does not answer"));
                        case "adopt" -> null;
                        default -> method.invoke(here, arguments);
                    };
                });
    }

    private Client comeBack() {
        return node.resume("ada", ada.resumeToken(), 0);
    }

    @Test
    void whoComesBackBeforeACrashIsKnownIsNotSentAwayAndGetsItsIdOnceItIs() {
        Client again = comeBack();
        assertNull(again.socket().closeCode());
        peers = Set.of();
        Inbox told = inbox;
        assertNotNull(told);
        node.run(() -> told.nodeDown(there.self()));
        JsonObject welcome = again.socket().ofType("welcome").getFirst();
        assertTrue(welcome.getBoolean("resumed"));
        assertEquals(ada.cid(), welcome.getString("cid"));
        node.pass(Duration.ofMillis(2 * Unanswered.PATIENCE_MS));
        assertNull(again.socket().closeCode());
    }

    @Test
    void whoComesToANodeThatWasStartedBeforeADeathWasNoticedIsNoStranger() {
        peers = Set.of();
        silent = there.self();
        Client again = comeBack();
        node.pass(Duration.ofSeconds(5));
        assertEquals(List.of(), again.socket().ofType("welcome"));
        assertNull(again.socket().closeCode());
        silent = null;
        Inbox told = inbox;
        assertNotNull(told);
        node.run(() -> told.wasLost(there.self(), 0));
        node.pass(Duration.ofSeconds(1));
        JsonObject welcome = again.socket().ofType("welcome").getFirst();
        assertTrue(welcome.getBoolean("resumed"));
        assertEquals(ada.cid(), welcome.getString("cid"));
    }

    @Test
    void whoHasAnOldTokenOfANodeThatNobodyKnowsDoesNotWait() {
        peers = Set.of();
        assertFalse(comeBack().socket().ofType("welcome").getFirst().getBoolean("resumed"));
    }

    @Test
    void whoWaitsForANodeThatNeitherAnswersNorIsCountedOutIsSentAwayInTheEnd() {
        Client again = comeBack();
        node.pass(Duration.ofMillis(Unanswered.PATIENCE_MS - 1_000));
        assertNull(again.socket().closeCode());
        node.pass(Duration.ofSeconds(2));
        assertEquals(CloseCode.NOT_READY, again.socket().closeCode());
    }
}
