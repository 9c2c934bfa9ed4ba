package io.ringway.cluster.hazelcast;

import static io.ringway.cluster.ClusterContract.group;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.TestNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Members and connections that move between nodes. */
class HazelcastMovesTest extends ThreeNodes {
    @Test
    void movesAMemberWithoutAnybodyNoticing() {
        Group group = group("lobby");
        Member ada = a.join(group, "ada").member();
        b.join(group, "bob");
        c.join(group, "eve");
        await().untilAsserted(() -> assertEquals(List.of("ada", "bob", "eve"), a.roster(group)));
        a.run(() -> {
            a.cluster.leave(group, ada.cid(), LeaveReason.MOVED);
            a.cluster.handOver(ada.cid(), b.cluster.self(), 1);
        });
        // News of two nodes come in any order: where she is there before she has gone, there is nothing to come back
        // from.
        await().untilAsserted(() -> assertTrue(c.inbox.of(group).contains("suspected ada")));
        assertEquals(List.of("ada", "bob", "eve"), c.roster(group));
        b.join(group, ada);
        b.run(() -> b.cluster.adopt(ada.cid(), 1));
        await().untilAsserted(() -> assertTrue(c.inbox.of(group).contains("back ada")));
        assertEquals(List.of("ada", "bob", "eve"), c.roster(group));
        assertFalse(c.inbox.of(group).contains("DISCONNECTED ada"));
        assertContiguous(c, group);
        b.leave(group, ada, LeaveReason.LEFT);
        await().untilAsserted(() -> assertTrue(c.inbox.of(group).contains("LEFT ada")));
    }

    @Test
    void findsAConnectionWhereItHasMovedTo() {
        Cid cid = a.cluster.newCid();
        b.inbox.has(cid);
        a.run(() -> a.cluster.handOver(cid, b.cluster.self(), 1));
        // The news has not come to the third node yet, or may not have: the first one passes on what is sent there.
        assertTrue(c.call(() -> c.cluster.send(cid, Buffer.buffer("early"))));
        b.run(() -> b.cluster.adopt(cid, 1));
        for (TestNode node : List.of(a, c)) {
            await().untilAsserted(() -> assertEquals(b.cluster.self(), located(node, cid)));
            assertTrue(node.call(() -> node.cluster.send(cid, Buffer.buffer("hello"))));
        }
        assertEquals(
                List.of(cid + ": early", cid + ": hello", cid + ": hello"),
                b.inbox.privately().stream()
                        .filter(line -> line.startsWith(cid + ": "))
                        .toList());
        b.run(() -> b.cluster.ended(cid));
        for (TestNode node : List.of(a, b, c)) {
            await().untilAsserted(() -> assertTrue(hasEnded(node, cid)));
        }
    }

    /** As a member without a connection is, which has the same id when it comes again. */
    @Test
    void findsWhoMayComeAgainWhereTheIdSays() {
        Cid cid = a.cluster.newCid();
        b.run(() -> b.cluster.adopt(cid, 1));
        await().untilAsserted(() -> assertEquals(b.cluster.self(), located(c, cid)));
        b.run(() -> b.cluster.released(cid));
        await().untilAsserted(() -> assertEquals(a.cluster.self(), located(c, cid)));
        assertFalse(hasEnded(c, cid));
    }

    private static boolean hasEnded(TestNode node, Cid cid) {
        return node.call(() -> Future.succeededFuture(node.cluster.hasEnded(cid)));
    }

    private static NodeRef located(TestNode node, Cid cid) {
        return node.call(() -> Future.succeededFuture(Objects.requireNonNull(node.cluster.locate(cid))));
    }

    @Test
    void agreesOnOneOfTwoNodesThatAdoptAtOnce() {
        Cid cid = Cid.create(new NodeRef(1, 0));
        NodeRef lower = a.cluster.self().compareTo(b.cluster.self()) < 0 ? a.cluster.self() : b.cluster.self();
        a.run(() -> a.cluster.adopt(cid, 1));
        b.run(() -> b.cluster.adopt(cid, 1));
        for (TestNode node : List.of(a, b, c)) {
            await().untilAsserted(() -> assertEquals(lower, located(node, cid)));
        }
    }

    @Test
    void tellsANodeThatComesLaterWhatHasMoved() {
        Cid cid = a.cluster.newCid();
        b.run(() -> b.cluster.adopt(cid, 1));
        TestNode late = nodes.start();
        try {
            await().untilAsserted(() -> assertEquals(b.cluster.self(), located(late, cid)));
        } finally {
            nodes.stop(late);
        }
    }
}
