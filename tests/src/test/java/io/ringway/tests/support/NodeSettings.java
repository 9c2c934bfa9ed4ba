package io.ringway.tests.support;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a node is started with.
 *
 * @param name of its log file
 * @param http port of its front doors
 * @param management port of health and metrics
 * @param cluster Hazelcast's port, or 0 for a node on its own
 * @param bus the port for what nodes say to each other, or 0 for a node on its own
 * @param more further {@code RINGWAY_} variables
 */
public record NodeSettings(String name, int http, int management, int cluster, int bus, Map<String, String> more) {

    /** How long lost sessions are kept where a test says nothing: short, as many wait for its end. */
    private static final String GRACE = "2s";

    /** A node that is not part of a cluster. */
    public static NodeSettings alone(String name, Map<String, String> more) {
        return new NodeSettings(name, Ports.free(), Ports.free(), 0, 0, more);
    }

    /** A node that can be part of a cluster. */
    public static NodeSettings clustered(String name, Map<String, String> more) {
        return new NodeSettings(name, Ports.free(), Ports.free(), Ports.free(), Ports.free(), more);
    }

    /** The environment of the node's process. */
    Map<String, String> environment(List<NodeSettings> members) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("RINGWAY_HTTP_HOST", "127.0.0.1");
        environment.put("RINGWAY_HTTP_PORT", Integer.toString(http));
        environment.put("RINGWAY_MANAGEMENT_HOST", "127.0.0.1");
        environment.put("RINGWAY_MANAGEMENT_PORT", Integer.toString(management));
        environment.put("RINGWAY_AUTH_HS256_SECRET", Tokens.SECRET);
        environment.put("RINGWAY_SESSIONS_GRACE", GRACE);
        if (cluster != 0) {
            environment.put("RINGWAY_CLUSTER_ENABLED", "true");
            environment.put("RINGWAY_CLUSTER_HOST", "127.0.0.1");
            environment.put("RINGWAY_CLUSTER_PORT", Integer.toString(cluster));
            environment.put("RINGWAY_CLUSTER_BUS_PORT", Integer.toString(bus));
            environment.put(
                    "RINGWAY_CLUSTER_MEMBERS",
                    members.stream()
                            .map(member -> "127.0.0.1:" + member.cluster)
                            .collect(Collectors.joining(",")));
        }
        environment.putAll(more);
        return environment;
    }
}
