package io.ringway.cluster.hazelcast;

import static io.ringway.cluster.ClusterContract.group;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Group;
import io.ringway.cluster.TestNode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** Three nodes of one cluster, for a class of tests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ThreeNodes {
    final HazelcastNodes nodes = new HazelcastNodes();
    final TestNode a = nodes.start();
    final TestNode b = nodes.start();
    final TestNode c = nodes.start();

    @AfterAll
    void close() {
        nodes.close();
    }

    static void assertContiguous(TestNode node, Group group) {
        List<Long> versions = node.inbox.versions(group);
        for (int i = 1; i < versions.size(); i++) {
            assertEquals(versions.get(i - 1) + 1, versions.get(i), () -> "a gap in " + versions);
        }
    }
}
