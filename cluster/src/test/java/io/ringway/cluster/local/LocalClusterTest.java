package io.ringway.cluster.local;

import io.ringway.cluster.ClusterContract;
import io.ringway.cluster.TestNode;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;

class LocalClusterTest extends ClusterContract {
    private final TestNode node = new TestNode(Vertx.vertx(), new LocalCluster()).started();

    @Override
    public TestNode node() {
        return node;
    }

    @AfterAll
    void close() {
        TestNode.await(node.vertx.close());
    }
}
