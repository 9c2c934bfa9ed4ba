package io.ringway.cluster.hazelcast;

import java.util.List;
import java.util.Map;

/**
 * How a node finds its cluster.
 *
 * @param clusterName nodes of another name are strangers
 * @param host the address to bind both ports to, and the one the others reach
 * @param port Hazelcast's port; 0 takes a free one
 * @param busPort the port of the mesh, for what nodes say to each other; 0 takes a free one
 * @param members where other nodes may be, as {@code host:port}
 * @param kubernetesService DNS name of a headless service that lists the nodes; empty to use {@code members}
 * @param minNodes fewer nodes than that, this one included, are not ready for traffic
 * @param graceMs for how many milliseconds members of a node that is gone are still taken for present
 * @param longestGraceMs the same for those who are waited for longest
 * @param lists how many lists a node keeps of each {@link HazelcastLists}, by its name
 */
public record HazelcastOptions(
        String clusterName,
        String host,
        int port,
        int busPort,
        List<String> members,
        String kubernetesService,
        int minNodes,
        long graceMs,
        long longestGraceMs,
        Map<String, Integer> lists) {
    public HazelcastOptions {
        members = List.copyOf(members);
        lists = Map.copyOf(lists);
        if (clusterName.isEmpty() || host.isEmpty()) {
            throw new IllegalArgumentException("the cluster's name and host cannot be empty");
        }
        requirePort(port);
        requirePort(busPort);
        if (graceMs < 0 || longestGraceMs < graceMs) {
            throw new IllegalArgumentException("the longest grace is no shorter than any other");
        }
        if (minNodes < 1) {
            throw new IllegalArgumentException("at least one node is needed");
        }
    }

    /** As above, without lists. */
    public HazelcastOptions(
            String clusterName,
            String host,
            int port,
            int busPort,
            List<String> members,
            String kubernetesService,
            int minNodes) {
        this(clusterName, host, port, busPort, members, kubernetesService, minNodes, 0, 0, Map.of());
    }

    /** Whether other nodes are said to be anywhere. */
    boolean expectsOthers() {
        String self = host + ":" + port;
        return !kubernetesService.isEmpty() || members.stream().anyMatch(member -> !member.equals(self));
    }

    private static void requirePort(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535");
        }
    }
}
