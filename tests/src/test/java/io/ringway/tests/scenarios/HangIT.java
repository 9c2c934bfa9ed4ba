package io.ringway.tests.scenarios;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.TestCluster;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One of three nodes stands still, and goes on. */
class HangIT {
    private static final String GROUP = "lobby";
    /** After the node is ready; those whom it has lost it would miss for longer. */
    private static final Duration VIEWS_RIGHT = Duration.ofSeconds(3);

    /** With a short grace they would be forgotten by the time that the node is ready, whatever it has heard. */
    private static final Map<String, String> SETTINGS =
            Map.of("RINGWAY_CLUSTER_MIN_NODES", "2", "RINGWAY_SESSIONS_GRACE", "10s");

    @Test
    void aNodeThatWakesAfterItWasCountedOutSendsItsClientsAwayAndIsTakenBack() {
        try (TestCluster cluster = TestCluster.start(3, SETTINGS);
                Client ada = Client.connect(cluster.node(0), "ada");
                Client bob = Client.connect(cluster.node(1), "bob")) {
            Node hung = cluster.node(2);
            Client eve = Client.connect(hung, "eve");
            Client breaking = Client.connect(hung, "gus");
            Client closing = Client.connect(hung, "hal");
            List<Client> all = List.of(ada, bob, eve, breaking, closing);
            all.forEach(client -> client.join(GROUP));
            await().until(() -> ada.members(GROUP).size() == all.size()
                    && bob.members(GROUP).size() == all.size());

            breaking.vanish();
            hung.pause();
            long paused = System.nanoTime();
            // It waits for an answer.
            Thread.startVirtualThread(closing::close);
            ada.awaitNotice("USER_DISCONNECTED", GROUP, eve.cid());
            bob.awaitNotice("USER_DISCONNECTED", GROUP, eve.cid());
            // By then whoever broke off before it stood still has had its time there, too.
            ada.awaitNotice("USER_DISCONNECTED", GROUP, breaking.cid());
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
                await().atMost(VIEWS_RIGHT)
                        .untilAsserted(() -> assertTrue(
                                Collections.disjoint(again.members(GROUP), Set.of(breaking.cid(), closing.cid()))));
                Set<String> everybody = Set.of(ada.cid(), bob.cid(), again.cid());
                await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                    assertEquals(everybody, ada.members(GROUP));
                    assertEquals(everybody, bob.members(GROUP));
                    assertEquals(everybody, again.members(GROUP));
                });
                assertEquals(2, again.publish(GROUP, "hello"));
                ada.await("message", frame -> "hello".equals(frame.getString("content")));
                bob.await("message", frame -> "hello".equals(frame.getString("content")));
                // His goodbye waited in the socket, where the node had not read it before it sent everybody away.
                assertEquals(1, about(ada, "USER_JOINED", closing), "whoever has said goodbye does not come again");
                assertEquals(1, about(ada, "USER_DISCONNECTED", closing));
            }
        }
    }

    private static long about(Client observer, String code, Client other) {
        return observer.inbox().notices(code).stream()
                .filter(notice -> other.cid().equals(notice.getString("cid")))
                .count();
    }
}
