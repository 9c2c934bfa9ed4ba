package io.ringway.cluster.hazelcast;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.TestHub;
import io.ringway.cluster.TestNode;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.lists.ListStore;
import io.ringway.cluster.lists.ListStoreContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Written on one of two nodes; what one of them wrote, the other reads, and keeps when the first is gone. */
class HazelcastListsTest extends ListStoreContract {
    private static final String NAME = "test";

    private final HazelcastNodes nodes = new HazelcastNodes(NAME, BOUNDS.lists());
    private final TestNode first = nodes.start();
    private final TestNode second = nodes.start();
    private final TestHub hub = new TestHub(first.vertx);
    private final ListStore store = ((HazelcastCluster) first.cluster).lists(NAME, BOUNDS, clock);

    @Override
    protected ListStore store() {
        return store;
    }

    @Override
    protected TestHub hub() {
        return hub;
    }

    @AfterAll
    void close() {
        nodes.close();
    }

    @Test
    void listsOutliveTheNodeThatWroteThem() {
        TestNode third = nodes.start();
        ListStore writer = ((HazelcastCluster) third.cluster).lists(NAME, BOUNDS, clock);
        ListStore reader = ((HazelcastCluster) second.cluster).lists(NAME, BOUNDS, clock);
        List<ListKey> keys = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ListKey key = key();
            keys.add(key);
            third.call(() -> writer.append(key, unseen(1, "a")));
        }
        nodes.crash(third);
        for (ListKey key : keys) {
            // Until the crash is noticed, what asks the node that is gone is not answered in time.
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertEquals(
                            1, second.call(() -> reader.page(key, "", 10)).unseen()));
        }
    }
}
