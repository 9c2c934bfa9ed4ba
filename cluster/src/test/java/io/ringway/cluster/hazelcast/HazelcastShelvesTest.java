package io.ringway.cluster.hazelcast;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.TestHub;
import io.ringway.cluster.TestNode;
import io.ringway.cluster.shelves.Paper;
import io.ringway.cluster.shelves.Shelf;
import io.ringway.cluster.shelves.ShelfContract;
import io.ringway.cluster.shelves.ShelfKey;
import io.ringway.cluster.shelves.ShelfPage;
import io.ringway.cluster.shelves.ShelfStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Put on one of two nodes; what one of them put there, the other reads and changes when the first is gone. */
class HazelcastShelvesTest extends ShelfContract {
    private final HazelcastNodes nodes = new HazelcastNodes();
    private final TestNode first = nodes.start();
    private final TestNode second = nodes.start();
    private final TestHub hub = new TestHub(first.vertx);
    private final ShelfStore store = on(first);

    private ShelfStore on(TestNode node) {
        InstantSource clock = () -> Instant.ofEpochMilli(now.get());
        return ((HazelcastCluster) node.cluster).shelves(clock);
    }

    @Override
    protected ShelfStore store() {
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
    void shelvesOutliveTheNodeThatWroteThem() {
        TestNode third = nodes.start();
        ShelfStore writer = on(third);
        ShelfStore heir = on(second);
        List<ShelfKey> keys = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ShelfKey key = shelf();
            keys.add(key);
            Paper paper = paper("a", "1");
            third.call(() -> writer.put(key, paper, 10));
            third.call(() -> writer.put(key, paper.next(paper.until(), Bytes.utf8("2")), 10));
            third.call(() -> writer.put(key, paper("b", "3"), 10));
        }
        nodes.crash(third);
        for (ShelfKey key : keys) {
            // Until the crash is noticed, what asks the node that is gone is not answered in time.
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                ShelfPage page = second.call(() -> heir.page(key, 0, 10));
                assertEquals(2, page.total());
                assertEquals(
                        "2",
                        second.call(() -> heir.get(key, "a"))
                                .orElseThrow()
                                .body()
                                .utf8());
            });
        }
    }

    @Test
    void afterAPartitionAShelfHasWhatBothSidesPutThere() {
        Shelf one = new Shelf();
        Shelf other = new Shelf();
        Paper both = paper("both", "1");
        for (Shelf side : List.of(one, other)) {
            side.put(both, 10, now.get());
        }
        one.put(paper("one", "x"), 10, now.get());
        other.put(paper("other", "x"), 10, now.get());
        other.put(both.next(both.until(), Bytes.utf8("2")), 10, now.get());
        one.merge(Shelf.decode(other.encode()));
        assertEquals(3, one.page(0, 10, now.get()).total());
        assertEquals(
                "2",
                one.page(0, 10, now.get()).papers().stream()
                        .filter(paper -> paper.id().equals("both"))
                        .findFirst()
                        .orElseThrow()
                        .body()
                        .utf8());
    }
}
