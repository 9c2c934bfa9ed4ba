package io.ringway.tests.chaos.cluster;

import io.ringway.tests.chaos.net.Lab;
import io.ringway.tests.chaos.net.Links;
import io.ringway.tests.chaos.net.SlowLinks;
import io.ringway.tests.support.Tokens;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Nodes on networks of their own, where links can be cut. A side with fewer than half of the nodes serves nobody. Used from the
 * test's thread.
 */
public final class ChaosCluster implements AutoCloseable {
    private static final List<Integer> BETWEEN_NODES = List.of(5701, 15701);

    private final Lab lab;
    private final Links links;
    private final @Nullable SlowLinks slow;
    private final List<ChaosNode> nodes;

    /**
     * Starts nodes and does not wait for them.
     *
     * @param more further {@code RINGWAY_} variables for every node; {@code {host}} in them is where this machine is
     * @param jvm options of every node's JVM
     * @param delay of everything between nodes, each way; zero for none
     */
    public ChaosCluster(int size, Map<String, String> more, List<String> jvm, Duration delay, Path folder) {
        lab = Lab.open(size);
        try {
            links = new Links(lab);
            slow = delay.isZero() ? null : new SlowLinks(lab, BETWEEN_NODES);
            if (slow != null) {
                slow.delay(delay);
            }
            nodes = IntStream.range(0, size)
                    .mapToObj(i -> new ChaosNode(lab, i, environment(lab, i, size, more), jvm, folder))
                    .toList();
            nodes.forEach(ChaosNode::start);
        } catch (RuntimeException | Error e) {
            lab.close();
            throw e;
        }
    }

    private static Map<String, String> environment(Lab lab, int index, int size, Map<String, String> more) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("RINGWAY_HTTP_HOST", lab.address(index));
        environment.put("RINGWAY_MANAGEMENT_HOST", lab.address(index));
        environment.put("RINGWAY_AUTH_HS256_SECRET", Tokens.SECRET);
        environment.put("RINGWAY_CLUSTER_ENABLED", "true");
        environment.put("RINGWAY_CLUSTER_HOST", lab.address(index));
        environment.put("RINGWAY_CLUSTER_MIN_NODES", Integer.toString(size / 2 + 1));
        environment.put(
                "RINGWAY_CLUSTER_MEMBERS",
                IntStream.range(0, size)
                        .mapToObj(other -> lab.address(other) + ":5701")
                        .collect(Collectors.joining(",")));
        more.forEach((key, value) -> environment.put(key, value.replace("{host}", lab.host())));
        return environment;
    }

    public ChaosNode node(int index) {
        return nodes.get(index);
    }

    public List<ChaosNode> nodes() {
        return nodes;
    }

    /** Where this machine is for the nodes. */
    public String host() {
        return lab.host();
    }

    /** Which node has that address. */
    public int at(String address) {
        return IntStream.range(0, nodes.size())
                .filter(i -> lab.address(i).equals(address))
                .findFirst()
                .orElseThrow();
    }

    public Links links() {
        return links;
    }

    /** Nodes first, so that nothing is in the networks that go. */
    @Override
    public void close() {
        try {
            nodes.forEach(ChaosNode::close);
        } finally {
            if (slow != null) {
                slow.close();
            }
            lab.close();
        }
    }
}
