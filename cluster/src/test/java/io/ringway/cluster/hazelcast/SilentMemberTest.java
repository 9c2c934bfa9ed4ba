package io.ringway.cluster.hazelcast;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ringway.cluster.NodeRef;
import io.ringway.cluster.TestNode;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node starts when another one is a member still, and says nothing: nobody has noticed yet that it is dead. */
class SilentMemberTest {
    private final HazelcastNodes nodes = new HazelcastNodes();
    private final TestNode dead = nodes.joined();
    private final TestNode node = nodes.joined();
    private final Future<Void> starting = node.starting();

    @AfterEach
    void close() {
        nodes.close();
    }

    private boolean isSilent(NodeRef other) {
        return node.call(() -> Future.succeededFuture(node.cluster.isSilent(other)));
    }

    @Test
    void whoWasDeadWhenThisNodeCameIsSilentAndLostOnceItIsCountedOut() {
        NodeRef ref = dead.cluster.self();
        await().until(() -> isSilent(ref));
        assertEquals(List.of(), node.inbox.lostBefore());
        nodes.crash(dead);
        await().until(() -> !isSilent(ref));
        assertEquals(List.of(ref), node.inbox.lostBefore());
        TestNode.await(starting);
        assertFalse(isSilent(node.cluster.self()));
    }
}
