package io.ringway.tests.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Several nodes that know each other's addresses from the start. Used from the test's thread. */
public final class TestCluster implements AutoCloseable {
    private final List<Node> nodes;

    private TestCluster(List<Node> nodes) {
        this.nodes = new ArrayList<>(nodes);
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

    /** One more node, with what the first was given; ready, and known to all. */
    public Node add() {
        NodeSettings first = nodes.getFirst().settings();
        List<NodeSettings> members =
                new ArrayList<>(nodes.stream().map(Node::settings).toList());
        NodeSettings settings = NodeSettings.clustered("node" + (nodes.size() + 1), first.more());
        members.add(settings);
        Node node = Node.launch(settings, members);
        nodes.add(node);
        nodes.forEach(one -> one.awaitReady(nodes.size()));
        return node;
    }

    /** Stops a node as an operator would, and has another one in its place, with these variables; ready, and known to all. */
    public Node replace(int index, Map<String, String> more) {
        Node before = nodes.get(index);
        before.terminate();
        before.awaitExit(30);
        before.close();
        NodeSettings settings = NodeSettings.clustered(before.settings().name() + "-next", more);
        List<NodeSettings> members = new ArrayList<>(List.of(settings));
        nodes.stream().filter(node -> node != before).map(Node::settings).forEach(members::add);
        nodes.set(index, Node.launch(settings, members));
        nodes.forEach(one -> one.awaitReady(nodes.size()));
        return nodes.get(index);
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
