package io.ringway.tests.support;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Several nodes that know each other's addresses from the start. Used from the test's thread. */
public final class TestCluster implements AutoCloseable {
    private final List<Node> nodes;

    private TestCluster(List<Node> nodes) {
        this.nodes = nodes;
    }

    /** Starts the nodes and waits until every one is ready and sees all the others. */
    public static TestCluster start(int size) {
        return start(size, Map.of());
    }

    /** As {@link #start(int)}, with further {@code RINGWAY_} variables for every node. */
    public static TestCluster start(int size, Map<String, String> more) {
        List<NodeSettings> settings = IntStream.rangeClosed(1, size)
                .mapToObj(i -> NodeSettings.clustered("node" + i, more))
                .toList();
        TestCluster cluster = new TestCluster(
                settings.stream().map(s -> Node.launch(s, settings)).toList());
        try {
            cluster.nodes.forEach(node -> node.awaitReady(size));
        } catch (RuntimeException | Error e) {
            cluster.nodes.forEach(Node::kill);
            throw e;
        }
        return cluster;
    }

    /** The node by its number, from 0. */
    public Node node(int index) {
        return nodes.get(index);
    }

    public List<Node> nodes() {
        return nodes;
    }

    @Override
    public void close() {
        nodes.forEach(Node::kill);
        nodes.forEach(Node::close);
    }
}
