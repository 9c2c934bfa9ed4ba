package io.ringway.cluster.hazelcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.cluster.Cluster;
import io.ringway.cluster.TestNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CompanionsTest {
    private static final long LONG_MS = 120_000;

    @Test
    void nobodyWaitsLongerThanUntilTheOtherIsThereOrTheTimeHasGone() throws Exception {
        try (HazelcastNodes nodes = new HazelcastNodes()) {
            Cluster first = cluster(nodes.joined());
            Companions.await(first, 2, 1);
            assertEquals(1, first.getMembers().size());
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> Companions.await(first, 2, LONG_MS));
            assertFalse(waiting.isDone());
            Cluster second = cluster(nodes.joined());
            waiting.get(LONG_MS / 2, TimeUnit.MILLISECONDS);
            Companions.await(second, 2, LONG_MS);
            assertEquals(2, first.getMembers().size());
        }
    }

    @Test
    void whoIsToldOfItselfAloneExpectsNobody() {
        assertFalse(options(List.of(), "").expectsOthers());
        assertFalse(options(List.of("127.0.0.1:5701"), "").expectsOthers());
        assertTrue(options(List.of("127.0.0.1:5701", "127.0.0.1:5702"), "").expectsOthers());
        assertTrue(options(List.of(), "nodes.example").expectsOthers());
    }

    private static HazelcastOptions options(List<String> members, String service) {
        return new HazelcastOptions("test", "127.0.0.1", 5701, 0, members, service, 1);
    }

    private static Cluster cluster(TestNode node) {
        return ((HazelcastCluster) node.cluster).hazelcast().getCluster();
    }
}
