package io.ringway.cluster.hazelcast;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.Tenant;
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
    private static final Group LOBBY = new Group(new Tenant("t"), "lobby");
    /** Longer than the tests. */
    private static final int GRACE_MS = 300_000;

    private final WiredNodes nodes = new WiredNodes();
    private final List<TestNode> all =
            Stream.generate(() -> nodes.start(2, GRACE_MS)).limit(3).toList();

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

    /** Of two that it gives up while it is cut off, another node has bob by then. */
    @Test
    void whoIsBackMissesNobodyForTheGraceWhomNobodyElseHas() {
        all.forEach(node -> patiently().until(() -> node.cluster.health().nodes() == 3));
        TestNode other = all.get(0);
        TestNode lonely = all.get(2);
        lonely.join(LOBBY, "ada");
        Member bob = lonely.join(LOBBY, "bob").member();
        Member eve = lonely.join(LOBBY, "eve").member();
        nodes.cut(lonely);
        patiently().until(() -> isFenced(lonely));
        patiently().until(() -> other.cluster.health().nodes() == 2);
        lonely.leave(LOBBY, bob, LeaveReason.DISCONNECTED);
        lonely.leave(LOBBY, eve, LeaveReason.DISCONNECTED);
        other.run(() -> other.cluster.adopt(bob.cid(), 1));
        other.join(LOBBY, bob);
        assertEquals(List.of("ada", "bob", "eve"), lonely.roster(LOBBY));

        nodes.wires.heal();
        patiently().untilAsserted(() -> assertEquals(List.of("ada", "bob"), lonely.roster(LOBBY)));
        assertTrue(lonely.inbox.of(LOBBY).contains("DISCONNECTED eve"));
        assertFalse(lonely.inbox.of(LOBBY).contains("DISCONNECTED bob"));
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
