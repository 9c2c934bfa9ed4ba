package io.ringway.gateway.session.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Inbox;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UnavailableException;
import io.ringway.cluster.UserId;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.TestNode.Client;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** A node that is cut off from its cluster, or was. */
class FencedNodeTest {
    private final LocalCluster local = new LocalCluster();
    private volatile boolean isFenced;
    private volatile @Nullable Inbox inbox;

    private Cluster fenced() {
        return (Cluster) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Cluster.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("isFenced")) {
                        return isFenced;
                    }
                    if (method.getName().equals("start")) {
                        inbox = (Inbox) arguments[1];
                    }
                    return method.invoke(local, arguments);
                });
    }

    private void tell(TestNode node, boolean fence) {
        isFenced = fence;
        Inbox told = inbox;
        if (told != null) {
            node.run(() -> told.fenced(fence));
        }
    }

    @Test
    void closesItsSocketsWithACodeThatMakesClientsComeBack() {
        try (TestNode node = new TestNode(fenced())) {
            Client ada = node.connect("ada").join("lobby");
            tell(node, true);
            assertEquals(CloseCode.NOT_READY, ada.socket().closeCode());
            tell(node, false);
            Client eve = node.connect("eve").join("lobby");
            assertNull(eve.socket().closeCode());
        }
    }

    @Test
    void whoComesBackToANodeThatWasCutOffIsNotToldThatNothingWasMissed() {
        try (TestNode node = new TestNode(fenced(), new SessionOptions(10_000, 60_000, 4_096, 64 << 10))) {
            Client ada = node.connect("ada").join("lobby");
            tell(node, true);
            ada.close(CloseCode.NOT_READY.code());
            tell(node, false);
            Client again = node.resume("ada", ada.resumeToken(), 1);
            assertEquals(ada.cid(), again.cid());
            assertEquals(false, again.socket().ofType("welcome").getFirst().getBoolean("recovered"));

            again.close(1006);
            Client unsure = node.resume("ada", again.resumeToken(), 1);
            assertEquals(false, unsure.socket().ofType("welcome").getFirst().getBoolean("recovered"));

            unsure.send("{\"type\":\"ping\",\"id\":2}");
            unsure.close(1006);
            Client later = node.resume("ada", unsure.resumeToken(), 2);
            assertEquals(true, later.socket().ofType("welcome").getFirst().getBoolean("recovered"));
        }
    }

    @Test
    void whoseNodeWasTooFarBehindEvenForSignalsIsToldThatSomethingMayBeMissing() {
        try (TestNode node = new TestNode(fenced(), new SessionOptions(10_000, 60_000, 4_096, 64 << 10))) {
            Client ada = node.connect("ada").join("lobby");
            Inbox told = Objects.requireNonNull(inbox);
            node.run(() -> told.missedAny(new NodeRef(7, 0)));
            assertEquals(CloseCode.OVERLOADED, ada.socket().closeCode());
            ada.close(CloseCode.OVERLOADED.code());
            Client again = node.resume("ada", ada.resumeToken(), 1);
            assertEquals(ada.cid(), again.cid());
            assertEquals(false, again.socket().ofType("welcome").getFirst().getBoolean("recovered"));
        }
    }

    @Test
    void aUserWhosePrivateMessagesWereDroppedIsToldAndNobodyElse() {
        try (TestNode node = new TestNode(fenced())) {
            Client ada = node.connect("ada");
            Client bob = node.connect("bob");
            Inbox told = Objects.requireNonNull(inbox);
            node.run(() -> told.missed(new NodeRef(7, 0), new UserId(new Tenant("demo"), "ada")));
            assertEquals(CloseCode.OVERLOADED, ada.socket().closeCode());
            assertNull(bob.socket().closeCode());
        }
    }

    @Test
    void whoIsOnANodeThatMissedMessagesInVeryManyGroupsIsToldOfAGapInEachAndNotSentAway() {
        try (TestNode node = new TestNode(fenced())) {
            Client ada = node.connect("ada").join("lobby").join("hall");
            Client bob = node.connect("bob");
            Inbox told = Objects.requireNonNull(inbox);
            node.run(() -> told.missedInGroups(new NodeRef(7, 0)));
            assertEquals(
                    Set.of("lobby", "hall"),
                    ada.socket().ofType("gap").stream()
                            .map(gap -> gap.getString("group"))
                            .collect(Collectors.toSet()));
            assertEquals(2, ada.socket().ofType("gap").size());
            assertNull(ada.socket().closeCode());
            assertEquals(List.of(), bob.socket().ofType("gap"));
            assertNull(bob.socket().closeCode());
        }
    }

    @Test
    void acknowledgesNothing() {
        try (TestNode node = new TestNode(fenced())) {
            Client ada = node.connect("ada").join("lobby");
            isFenced = true;
            ada.send("{\"type\":\"publish\",\"id\":2,\"group\":\"lobby\",\"content\":1}");
            assertEquals("unavailable", ada.socket().ofType("error").getFirst().getString("code"));
            isFenced = false;
            ada.send("{\"type\":\"publish\",\"id\":3,\"group\":\"lobby\",\"content\":1}");
            assertEquals(1, ada.socket().ofType("error").size());
        }
    }

    @Test
    void answersTheBackendThatItIsUnavailable() {
        try (TestNode node = new TestNode(fenced())) {
            isFenced = true;
            ExecutionException refusal = Assertions.assertThrows(
                    ExecutionException.class,
                    () -> node.node()
                            .backend()
                            .users(new Tenant("demo"), "", 10)
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS));
            assertInstanceOf(UnavailableException.class, refusal.getCause());
        }
    }

    /** Its client would have asked for everything anew, from no position. */
    @Test
    void whoIsInAGroupWithAHistoryWasToldOfAGapWhereNothingWasMissing() {
        TestSetup setup = TestSetup.over(fenced()).with(TestSetup.HISTORY);
        try (TestNode node = new TestNode(setup)) {
            Client ada = node.connect("ada").joined("h:lobby").join("lobby");
            Inbox told = Objects.requireNonNull(inbox);
            node.run(() -> told.missedInGroups(new NodeRef(7, 0)));
            assertEquals(
                    List.of("lobby"),
                    ada.socket().ofType("gap").stream()
                            .map(gap -> gap.getString("group"))
                            .toList());
        }
    }
}
