package io.ringway.bench.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One node, two that form a cluster, or none. */
record Nodes(List<Node> all) implements AutoCloseable {

    /** Starts them and waits until each is ready. */
    static Nodes start(Path root, String secret, int count) {
        Nodes nodes = new Nodes(new ArrayList<>());
        try {
            if (count == 1) {
                nodes.all.add(Node.launch(root, secret, Map.of(), List.of()));
            } else {
                nodes.launchCluster(root, secret, Ports.free(2 * count));
            }
            nodes.all.forEach(Node::awaitReady);
            return nodes;
        } catch (RuntimeException | Error e) {
            nodes.close();
            throw e;
        }
    }

    private void launchCluster(Path root, String secret, int[] ports) {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < ports.length; i += 2) {
            members.add("127.0.0.1:" + ports[i]);
        }
        for (int i = 0; i < ports.length; i += 2) {
            all.add(Node.launch(
                    root,
                    secret,
                    Map.of(
                            "RINGWAY_CLUSTER_ENABLED", "true",
                            "RINGWAY_CLUSTER_PORT", Integer.toString(ports[i]),
                            "RINGWAY_CLUSTER_BUS_PORT", Integer.toString(ports[i + 1]),
                            "RINGWAY_CLUSTER_MIN_NODES", Integer.toString(ports.length / 2),
                            "RINGWAY_CLUSTER_MEMBERS", String.join(",", members)),
                    List.of()));
        }
    }

    int port(int index) {
        return all.get(index % all.size()).port();
    }

    double cpuSeconds() {
        return all.stream().mapToDouble(Node::cpuSeconds).sum();
    }

    long rssKib() {
        return all.stream().mapToLong(Node::rssKib).sum();
    }

    @Override
    public void close() {
        all.forEach(Node::close);
    }
}
