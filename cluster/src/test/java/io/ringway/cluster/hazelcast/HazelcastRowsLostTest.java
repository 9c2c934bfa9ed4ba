package io.ringway.cluster.hazelcast;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.ringway.cluster.ClusterContract;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.TestNode;
import io.ringway.cluster.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the tables have lost along with nodes is in them again, at once or bit by bit. */
class HazelcastRowsLostTest {
    /** So many that some have both their copies on two of three nodes. */
    private static final int GROUPS = 100;

    private static final Duration BACK = Duration.ofSeconds(30);

    private final HazelcastNodes nodes = new HazelcastNodes();

    @AfterEach
    void close() {
        nodes.close();
    }

    private static HazelcastInstance hazelcast(TestNode node) {
        return ((HazelcastCluster) node.cluster).hazelcast();
    }

    private static Set<NodeRef> nodesOf(TestNode asked, String map, String key) {
        IMap<String, Shares> rows = hazelcast(asked).getMap(map);
        Shares row = rows.get(key);
        return row == null ? Set.of() : Set.copyOf(row.nodes());
    }

    @Test
    void rowsComeBackBitByBitAfterOneLossAndAtOnceWhereTwoNodesTookBothCopiesAlong() {
        TestNode a = nodes.start();
        List<TestNode> dying = List.of(nodes.start(), nodes.start());
        TestNode first = nodes.start();
        List<Group> groups = IntStream.range(0, GROUPS)
                .mapToObj(i -> ClusterContract.group("g" + i))
                .toList();
        groups.forEach(group -> a.join(group, "ada"));
        UserId ada = new UserId(ClusterContract.tenant(), "ada");
        a.run(() -> a.cluster.connected(ada));
        awaitRows(a, groups, ada);

        // As if the one loss had taken rows along that Hazelcast does not know of.
        hazelcast(a).getMap(Configs.GROUPS).delete(ClusterNode.key(groups.getFirst()));
        hazelcast(a).getMap(Configs.USERS).delete(Keys.of(ada.tenant(), ada.id()));
        nodes.crash(first);
        awaitRows(a, groups, ada);

        await().atMost(BACK).until(() -> hazelcast(a).getPartitionService().isClusterSafe());
        // Both at once: none has the time to make the other's copies anew.
        CompletableFuture.allOf(dying.stream()
                        .map(node -> CompletableFuture.runAsync(
                                () -> hazelcast(node).getLifecycleService().terminate()))
                        .toArray(CompletableFuture[]::new))
                .join();
        dying.forEach(nodes::crash);
        awaitRows(a, groups, ada);
    }

    private static void awaitRows(TestNode node, List<Group> groups, UserId user) {
        Set<NodeRef> here = Set.of(node.cluster.self());
        await().atMost(BACK).untilAsserted(() -> {
            groups.forEach(group -> assertEquals(here, nodesOf(node, Configs.GROUPS, ClusterNode.key(group))));
            assertEquals(here, nodesOf(node, Configs.USERS, Keys.of(user.tenant(), user.id())));
        });
    }
}
