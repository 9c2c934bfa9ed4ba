package io.ringway.cluster.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.config.ServerSocketEndpointConfig;
import io.ringway.cluster.Ports;
import io.ringway.cluster.TestNode;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Nodes of one Hazelcast cluster in this JVM, each on a loopback address of its own, that reach each other's Hazelcast and
 * mesh through {@link Wires} alone. The failure detector is set to three seconds, merges begin after two.
 */
final class WiredNodes implements AutoCloseable {
    final Wires wires = new Wires();
    private final String name = "test-" + UUID.randomUUID();
    private final List<String> members = new ArrayList<>();
    private final Map<TestNode, String> hosts = new HashMap<>();

    TestNode start() {
        return start(1, 0);
    }

    TestNode start(int minNodes, int graceMs) {
        String host = "127.0.0." + (hosts.size() + 2);
        int port = Ports.free(host);
        int relayed = wires.relay(host, port);
        members.add(host + ":" + relayed);
        HazelcastOptions options = new HazelcastOptions(
                name, host, port, 0, List.copyOf(members), "", minNodes, graceMs, graceMs, Map.of());
        Config config = Configs.of(options, UUID.randomUUID().getMostSignificantBits());
        String address = host + ":" + relayed;
        config.getAdvancedNetworkConfig()
                .getEndpointConfigs()
                .values()
                .forEach(endpoint -> ((ServerSocketEndpointConfig) endpoint).setPublicAddress(address));
        config.setProperty("hazelcast.local.localAddress", host);
        config.setProperty("hazelcast.socket.client.bind.any", "false");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", "3");
        config.setProperty("hazelcast.merge.first.run.delay.seconds", "2");
        config.setProperty("hazelcast.merge.next.run.delay.seconds", "2");
        VertxOptions vertxOptions = new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(4);
        Vertx vertx = Vertx.vertx(vertxOptions);
        TestNode node = new TestNode(vertx, TestNode.await(HazelcastCluster.open(vertx, options, config, route(host))));
        hosts.put(node, host);
        return node.started();
    }

    /** Cuts a node off from the others, both ways. */
    void cut(TestNode node) {
        wires.cut(host(node), others(node));
    }

    /** A node that hangs, as the others see it: connected, and silent. */
    void mute(TestNode node) {
        wires.mute(host(node), others(node));
    }

    private String host(TestNode node) {
        String host = hosts.get(node);
        if (host == null) {
            throw new IllegalArgumentException("no node of these");
        }
        return host;
    }

    private String[] others(TestNode node) {
        String host = host(node);
        return hosts.values().stream().filter(other -> !other.equals(host)).toArray(String[]::new);
    }

    @Override
    public void close() {
        wires.heal();
        hosts.keySet().forEach(node -> {
            node.call(node.cluster::stop);
            TestNode.await(node.vertx.close());
        });
        wires.close();
    }

    /** Each caller has a relay of its own to each node's mesh. */
    private UnaryOperator<SocketAddress> route(String host) {
        Map<SocketAddress, SocketAddress> relays = new ConcurrentHashMap<>();
        return target -> relays.computeIfAbsent(
                target,
                mesh -> SocketAddress.inetSocketAddress(wires.relay(host, mesh.host(), mesh.port()), mesh.host()));
    }
}
