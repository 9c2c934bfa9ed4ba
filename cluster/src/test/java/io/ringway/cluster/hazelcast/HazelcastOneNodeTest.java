package io.ringway.cluster.hazelcast;

import io.ringway.cluster.ClusterContract;
import io.ringway.cluster.TestNode;
import org.junit.jupiter.api.AfterAll;

class HazelcastOneNodeTest extends ClusterContract {
    private final HazelcastNodes nodes = new HazelcastNodes();
    private final TestNode node = nodes.start();

    @Override
    public TestNode node() {
        return node;
    }

    @AfterAll
    void close() {
        nodes.close();
    }
}
