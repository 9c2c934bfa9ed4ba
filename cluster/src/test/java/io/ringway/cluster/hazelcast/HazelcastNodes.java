package io.ringway.cluster.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.config.EndpointConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import io.ringway.cluster.Ports;
import io.ringway.cluster.TestNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

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
        return joined(minNodes).started();
    }

    /** A member of Hazelcast's cluster that is not started: it answers no other node. */
    TestNode joined() {
        return joined(1);
    }

    private TestNode joined(int minNodes) {
        ports.add(Ports.free("127.0.0.1"));
        List<String> members = ports.stream().map(port -> "127.0.0.1:" + port).toList();
        HazelcastOptions options =
                new HazelcastOptions(name, "127.0.0.1", ports.getLast(), 0, members, "", minNodes, 0, 0, lists);
        return joined(vertx -> HazelcastCluster.open(vertx, options));
    }

    /** A node that asks DNS for the others, who are all at one port. In Kubernetes that is its own; one machine has it once. */
    TestNode start(String host, int port, String service, int theirs) {
        HazelcastOptions options = new HazelcastOptions(name, host, theirs, 0, List.of(), service, 1, 0, 0, lists);
        Config config = Configs.of(options, new SecureRandom().nextLong());
        for (EndpointConfig endpoint :
                config.getAdvancedNetworkConfig().getEndpointConfigs().values()) {
            ((ServerSocketEndpointConfig) endpoint).setPort(port);
        }
        return joined(vertx -> HazelcastCluster.open(vertx, options, config, UnaryOperator.identity()))
                .started();
    }

    private TestNode joined(Function<Vertx, Future<HazelcastCluster>> open) {
        VertxOptions vertxOptions = new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(4);
        Vertx vertx = Vertx.vertx(vertxOptions);
        TestNode node = new TestNode(vertx, TestNode.await(open.apply(vertx)));
        nodes.add(node);
        return node;
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
