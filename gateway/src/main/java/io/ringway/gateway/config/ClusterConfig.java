package io.ringway.gateway.config;

import java.util.List;
import java.util.Optional;

/** Where the other nodes are. */
public record ClusterConfig(
        @Setting(doc = "Whether this node looks for others. Without, it starts no Hazelcast.", byDefault = "false")
        boolean enabled,

        @Setting(
                doc = "The name of the cluster; nodes of another name are strangers.",
                byDefault = "ringway",
                allowed = "1 to 64 letters, digits, - and _")
        String name,

        @Setting(
                doc =
                        "The address that the other nodes reach this one at. Both cluster ports listen on it alone; neither"
                                + " is for clients.",
                byDefault = "127.0.0.1",
                allowed = "a host name or an address of this machine")
        String host,

        @Setting(doc = "Hazelcast's port.", byDefault = "5701", min = "1", max = "65535")
        int port,

        @Setting(doc = "The port for what nodes say to each other.", byDefault = "15701", min = "1", max = "65535")
        int busPort,

        @Setting(
                doc = "Hazelcast addresses of some other nodes, enough to find one that runs.",
                allowed = "a list of host:port")
        List<HostPort> members,

        @Setting(
                doc =
                        "Instead of members: the DNS name of a headless Kubernetes Service whose addresses are the nodes.",
                allowed = "a DNS name")
        Optional<String> kubernetesService,

        @Setting(
                doc =
                        "Fewer nodes than this, this one included, and it serves nobody: the side of a partition that should"
                                + " rest. More than half of the nodes you run is the safe choice.",
                byDefault = "1",
                min = "1",
                max = "1000")
        int minNodes) {
    private static final String ONLY_IN_A_CLUSTER = "where cluster.enabled is true, and nowhere else";

    public ClusterConfig {
        Check.of(ClusterConfig.class, enabled, name, host, port, busPort, members, kubernetesService, minNodes)
                .that(name.matches("[A-Za-z0-9_-]{1,64}"), "name", "is no name", "1 to 64 letters, digits, - and _")
                .that(!host.isEmpty(), "host", "is empty", "a host name or an address of this machine")
                .that(
                        !host.matches("0\\.0\\.0\\.0|\\[?::]?"),
                        "host",
                        "is every address, and others have to know one to reach this node at",
                        "a host name or an address of this machine")
                .that(port != busPort, "bus_port", "is cluster.port too", "another port")
                .that(
                        members.isEmpty() || kubernetesService.isEmpty(),
                        "kubernetes_service",
                        "is set beside cluster.members",
                        "one of the two")
                .that(
                        enabled || minNodes == 1,
                        "min_nodes",
                        "is set without a cluster",
                        "1 unless cluster.enabled is true")
                .that(enabled || members.isEmpty(), "members", "is set without a cluster", ONLY_IN_A_CLUSTER)
                .that(
                        enabled || kubernetesService.isEmpty(),
                        "kubernetes_service",
                        "is set without a cluster",
                        ONLY_IN_A_CLUSTER)
                .done();
    }
}
