package io.ringway.cluster.hazelcast;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.TestNode;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Three nodes on real sockets, of which two are enough to serve. */
class HazelcastFenceTest {
    private final WiredNodes nodes = new WiredNodes();
    private final List<TestNode> all =
            Stream.generate(() -> nodes.start(2)).limit(3).toList();

    @AfterEach
    void close() {
        nodes.close();
    }

    /** The detector of these nodes gives up after three seconds; with the five of real ones it would be eight in all. */
    @Test
    void theSmallerSideServesNobodyUntilItIsBack() {
        all.forEach(node -> patiently().until(() -> node.cluster.health().nodes() == 3));
        TestNode lonely = all.get(2);
        int before = lonely.inbox.fences().size();
        nodes.cut(lonely);
        await().atMost(Duration.ofSeconds(12)).until(() -> isFenced(lonely));
        patiently().untilAsserted(() -> assertEquals(List.of(true), fences(lonely, before)));
        assertFalse(lonely.cluster.health().ready());
        assertEquals(
                List.of("1 of at least 2 nodes are here"),
                lonely.cluster.health().reasons());
        for (TestNode node : all.subList(0, 2)) {
            patiently().until(() -> node.cluster.health().nodes() == 2);
            assertFalse(isFenced(node));
            assertTrue(node.cluster.health().ready());
        }
        nodes.wires.heal();
        patiently().until(() -> !isFenced(lonely) && lonely.cluster.health().ready());
        patiently().untilAsserted(() -> assertEquals(List.of(true, false), fences(lonely, before)));
    }

    /** What a node was told after the first so many times. */
    private static List<Boolean> fences(TestNode node, int before) {
        List<Boolean> all = node.inbox.fences();
        return all.subList(before, all.size());
    }

    private static boolean isFenced(TestNode node) {
        return node.call(() -> Future.succeededFuture(node.cluster.isFenced()));
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(100));
    }
}
