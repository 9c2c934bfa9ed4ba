package io.ringway.cluster.hazelcast;

import io.ringway.cluster.Ports;
import io.ringway.cluster.TestNode;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Nodes of one Hazelcast cluster in this JVM, on sockets of the loopback interface. */
final class HazelcastNodes implements AutoCloseable {
    private final String name = "test-" + UUID.randomUUID();
    private final List<Integer> ports = new ArrayList<>();
    private final List<TestNode> nodes = new ArrayList<>();

    private final Map<String, Integer> lists;

    HazelcastNodes() {
        lists = Map.of();
    }

    /** Nodes that keep lists of this name too. */
    HazelcastNodes(String list, int bound) {
        lists = Map.of(list, bound);
    }

    TestNode start() {
        return start(1);
    }

    TestNode start(int minNodes) {
        ports.add(Ports.free("127.0.0.1"));
        List<String> members = ports.stream().map(port -> "127.0.0.1:" + port).toList();
        HazelcastOptions options =
                new HazelcastOptions(name, "127.0.0.1", ports.getLast(), 0, members, "", minNodes, 0, lists);
        VertxOptions vertxOptions = new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(4);
        Vertx vertx = Vertx.vertx(vertxOptions);
        TestNode node = new TestNode(vertx, TestNode.await(HazelcastCluster.open(vertx, options)));
        nodes.add(node);
        return node.started();
    }

    /** As if the process were gone: the sockets close, nobody says anything. */
    void crash(TestNode node) {
        nodes.remove(node);
        ((HazelcastCluster) node.cluster).hazelcast().getLifecycleService().terminate();
        node.run(() -> {});
        node.vertx.close();
    }

    void stop(TestNode node) {
        nodes.remove(node);
        node.call(node.cluster::stop);
        TestNode.await(node.vertx.close());
    }

    @Override
    public void close() {
        List.copyOf(nodes).forEach(this::stop);
    }
}
