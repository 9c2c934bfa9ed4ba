package io.ringway.cluster.hazelcast;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.CapturingInbox.Missed;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.TestNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What nodes on real sockets are told of messages that may have been lost with another one. */
class HazelcastPartingsTest {
    private static final Group SHARED = new Group(new Tenant("t"), "shared");
    private static final Group ALONE = new Group(new Tenant("t"), "alone");

    private static void meet(TestNode one, TestNode other) {
        one.join(SHARED, "ada");
        one.join(ALONE, "ada");
        other.join(SHARED, "bob");
        await().untilAsserted(() -> assertEquals(List.of("ada", "bob"), one.roster(SHARED)));
    }

    @Test
    void theLossOfANodeIsToldInTheGroupsThatItHadMembersInAndItsGoodbyeIsNot() {
        try (HazelcastNodes nodes = new HazelcastNodes()) {
            TestNode survivor = nodes.start();
            TestNode stopped = nodes.start();
            meet(survivor, stopped);
            nodes.stop(stopped);
            await().untilAsserted(() -> assertEquals(List.of("ada"), survivor.roster(SHARED)));
            TestNode crashed = nodes.start();
            crashed.join(SHARED, "eve");
            await().untilAsserted(() -> assertEquals(List.of("ada", "eve"), survivor.roster(SHARED)));
            NodeRef ref = crashed.cluster.self();
            nodes.crash(crashed);
            await().until(() -> survivor.inbox.down().contains(ref));
            assertEquals(List.of(new Missed(ref.id(), List.of(SHARED))), survivor.inbox.missed());
        }
    }

    @Test
    void bothSidesOfAPartitionAreToldWhenTheyPartAndWhenTheyMeetAgain() {
        try (WiredNodes nodes = new WiredNodes()) {
            TestNode one = nodes.start();
            TestNode other = nodes.start();
            meet(one, other);
            Missed ofOne = new Missed(one.cluster.self().id(), List.of(SHARED));
            Missed ofOther = new Missed(other.cluster.self().id(), List.of(SHARED));
            nodes.cut(other);
            patiently(() -> assertEquals(List.of(ofOther), one.inbox.missed()));
            patiently(() -> assertEquals(List.of(ofOne), other.inbox.missed()));
            nodes.wires.heal();
            patiently(() -> assertEquals(List.of("ada", "bob"), one.roster(SHARED)));
            patiently(() -> assertEquals(List.of(ofOther, ofOther), one.inbox.missed()));
            patiently(() -> assertEquals(List.of(ofOne, ofOne), other.inbox.missed()));
        }
    }

    private static void patiently(Runnable assertion) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion::run);
    }
}
