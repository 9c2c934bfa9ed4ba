package io.ringway.cluster.hazelcast;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.TestHub;
import io.ringway.cluster.TestNode;
import io.ringway.cluster.outbox.Batch;
import io.ringway.cluster.outbox.OutboxContract;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.cluster.outbox.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Written on one of two nodes; what one of them wrote, the other goes on with when the first is gone. */
class HazelcastOutboxTest extends OutboxContract {
    private final HazelcastNodes nodes = new HazelcastNodes();
    private final TestNode first = nodes.start();
    private final TestNode second = nodes.start();
    private final TestHub hub = new TestHub(first.vertx);
    private final OutboxStore store = ((HazelcastCluster) first.cluster).outbox();

    @Override
    protected OutboxStore store() {
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
    void linesOutliveTheNodeThatWroteThem() {
        TestNode third = nodes.start();
        OutboxStore writer = ((HazelcastCluster) third.cluster).outbox();
        OutboxStore heir = ((HazelcastCluster) second.cluster).outbox();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String line = line();
            lines.add(line);
            third.call(() -> writer.write(line, new Batch("third", 1, List.of(enter(TWO, "a", 0)))));
            third.call(() -> writer.write(line, new Batch("third", 2, List.of(enter(TWO, "b", 1)))));
        }
        nodes.crash(third);
        Batch lost = new Batch("second", 1, List.of(new Step.Lost(TWO, "disconnected", 5)));
        for (String line : lines) {
            // Until the crash is noticed, what asks the node that is gone is not answered in time.
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertEquals(
                            4, second.call(() -> heir.write(line, lost)).waiting()));
        }
    }
}
