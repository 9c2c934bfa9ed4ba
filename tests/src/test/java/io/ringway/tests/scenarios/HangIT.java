package io.ringway.tests.scenarios;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.TestCluster;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One of three nodes stands still, and goes on. */
class HangIT {
    private static final String GROUP = "lobby";

    @Test
    void aNodeThatWakesAfterItWasCountedOutSendsItsClientsAwayAndIsTakenBack() {
        try (TestCluster cluster = TestCluster.start(3, Map.of("RINGWAY_CLUSTER_MIN_NODES", "2"));
                Client ada = Client.connect(cluster.node(0), "ada");
                Client bob = Client.connect(cluster.node(1), "bob")) {
            Node hung = cluster.node(2);
            Client eve = Client.connect(hung, "eve");
            ada.join(GROUP);
            bob.join(GROUP);
            eve.join(GROUP);
            await().until(() ->
                    ada.members(GROUP).size() == 3 && bob.members(GROUP).size() == 3);

            hung.pause();
            long paused = System.nanoTime();
            ada.awaitNotice("USER_DISCONNECTED", GROUP, eve.cid());
            bob.awaitNotice("USER_DISCONNECTED", GROUP, eve.cid());
            long dropped = System.nanoTime();
            hung.resume();

            assertEquals(4302, eve.inbox().awaitClosed().code());
            long closed = System.nanoTime();
            cluster.nodes().forEach(node -> node.awaitReady(3));
            long back = System.nanoTime();
            System.out.printf(
                    "counted out after %d ms; after waking: sockets closed within %d ms, back within %d ms%n",
                    (dropped - paused) / 1_000_000, (closed - dropped) / 1_000_000, (back - dropped) / 1_000_000);
            assertTrue(closed - dropped < Duration.ofSeconds(4).toNanos(), "stale sockets are closed at once");

            try (Client again = Client.connect(hung, "eve")) {
                again.join(GROUP);
                Set<String> everybody = Set.of(ada.cid(), bob.cid(), again.cid());
                await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                    assertEquals(everybody, ada.members(GROUP));
                    assertEquals(everybody, bob.members(GROUP));
                    assertEquals(everybody, again.members(GROUP));
                });
                assertEquals(2, again.publish(GROUP, "hello"));
                ada.await("message", frame -> "hello".equals(frame.getString("content")));
                bob.await("message", frame -> "hello".equals(frame.getString("content")));
            }
        }
    }
}
