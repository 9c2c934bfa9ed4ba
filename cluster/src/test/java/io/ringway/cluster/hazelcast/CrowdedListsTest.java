package io.ringway.cluster.hazelcast;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.TestNode;
import io.ringway.cluster.lists.Bounds;
import io.ringway.cluster.lists.Item;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.lists.ListStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CrowdedListsTest {
    private static final String NAME = "crowded";

    /** Ten for each of Hazelcast's partitions, which are full apart from each other. */
    private static final int LISTS = 2_710;

    private final HazelcastNodes nodes = new HazelcastNodes(NAME, LISTS);

    @Test
    void freshListsOfOneTenantPushOutNoneOfOthers() {
        TestNode node = nodes.start();
        InstantSource clock = InstantSource.system();
        ListStore store =
                ((HazelcastCluster) node.cluster).lists(NAME, new Bounds(5, Duration.ofDays(1), LISTS), clock);
        write(node, store, "quiet", 0, 100);
        for (int from = 0; from < 10_000; from += 1_000) {
            write(node, store, "loud", from, 1_000);
        }
        await().until(() -> store.pushedOut() > 5_000);
        long kept = IntStream.range(0, 100)
                .filter(i -> !node.call(() -> store.page(key("quiet", i), "", 1))
                        .items()
                        .isEmpty())
                .count();
        assertEquals(100, kept);
        assertTrue(
                !node.call(() -> store.page(key("loud", 9_999), "", 1)).items().isEmpty());
        nodes.close();
    }

    private static ListKey key(String tenant, int number) {
        return new ListKey(new Tenant(tenant), "list" + number);
    }

    private static void write(TestNode node, ListStore store, String tenant, int from, int count) {
        node.call(() -> {
            List<Future<Integer>> writing = IntStream.range(from, from + count)
                    .mapToObj(i ->
                            store.append(key(tenant, i), new Item(System.currentTimeMillis(), "a", false, Bytes.EMPTY)))
                    .toList();
            return Future.all(writing);
        });
    }
}
