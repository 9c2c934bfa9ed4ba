package io.ringway.cluster.hazelcast;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.IndexConfig;
import com.hazelcast.config.IndexType;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;

/** Hazelcast's configuration: every value that differs from the default, in one place. */
final class Configs {
    static final String NODE_ATTRIBUTE = "ringway.node";
    static final String ADDRESS_ATTRIBUTE = "ringway.mesh";
    static final String GROUPS = "ringway.groups";
    static final String USERS = "ringway.users";
    static final String SECRETS = "ringway.secrets";
    static final String CLAIMS = "ringway.claims";
    static final String LISTS = "ringway.lists.";
    static final String OUTBOX = "ringway.outbox";
    static final String SHELVES = "ringway.shelves";

    /** The maps that every node has. */
    static final List<String> MAPS = List.of(GROUPS, USERS, SECRETS, CLAIMS);

    /** How long a node may be silent before the others count it out, in seconds. */
    static final int SILENCE_SECONDS = 5;

    /** After a standstill of so long it may be counted out: its last heartbeat was up to a second old when it began. */
    static final long MISSED_AFTER_MS = (SILENCE_SECONDS - 1) * 1_000L;

    /**
     * How long a node that finds no master asks before it offers itself as one: those that start together do so for all this time. It
     * becomes the master only where everybody who can be reached agrees, and who is in a cluster never does. Two questions fit
     * in, a second apart, and the master takes in who joins at the second.
     */
    private static final int MASTER_SOUGHT_SECONDS = 2;

    /**
     * For how long one try to connect to a member lasts, in seconds. Without a bound the system tries for two minutes, and less and less
     * often: after a long cut it would be half a minute until it tries again. Hazelcast waits five seconds for each address where the other
     * side of a cut may be, again and again, and begins a try where none is under way: one that lasted longer would leave the next out.
     */
    static final int CONNECT_SECONDS = 4;

    /** Seconds unless said. A hung node is noticed after 5 to 6 s, a healed partition joined within about 3 s. */
    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
            Map.entry("hazelcast.max.no.heartbeat.seconds", Integer.toString(SILENCE_SECONDS)),
            // Also the number of tries, of which the first five take no time: with five, a member that has not yet
            // noticed that the master died refuses them all within milliseconds and is thrown out.
            Map.entry("hazelcast.mastership.claim.timeout.seconds", "15"),
            Map.entry("hazelcast.merge.first.run.delay.seconds", "2"),
            Map.entry("hazelcast.merge.next.run.delay.seconds", "2"),
            Map.entry("hazelcast.wait.seconds.before.join", "1"),
            Map.entry("hazelcast.tcp.join.port.try.count", "1"),
            Map.entry("hazelcast.socket.bind.any", "false"),
            Map.entry("hazelcast.shutdownhook.enabled", "false"),
            Map.entry("hazelcast.phone.home.enabled", "false"),
            Map.entry("hazelcast.logging.type", "slf4j"));

    private Configs() {}

    /** Blocks while the host's name is resolved. */
    static Config of(HazelcastOptions options, long nodeId) {
        Config config = new Config();
        config.setClusterName(options.clusterName());
        PROPERTIES.forEach(config::setProperty);
        config.getMemberAttributeConfig().setAttribute(NODE_ATTRIBUTE, Long.toHexString(nodeId));
        config.getJetConfig().setEnabled(false);
        config.getMetricsConfig().setEnabled(false);
        config.getSerializationConfig()
                .addDataSerializableFactory(Processors.FACTORY_ID, Processors::create)
                .addDataSerializableFactory(ClaimProcessor.FACTORY_ID, type -> new ClaimProcessor());
        network(config.getAdvancedNetworkConfig(), options);
        config.addMapConfig(new MapConfig(GROUPS)
                .setIndexConfigs(List.of(
                        new IndexConfig(IndexType.SORTED, "__key"), new IndexConfig(IndexType.SORTED, "sizeKey"))));
        config.addMapConfig(new MapConfig(USERS));
        config.addMapConfig(new MapConfig(CLAIMS).addIndexConfig(new IndexConfig(IndexType.SORTED, "__key")));
        config.addMapConfig(new MapConfig(OUTBOX)
                .setInMemoryFormat(InMemoryFormat.OBJECT)
                .setMergePolicyConfig(new MergePolicyConfig().setPolicy(OutboxMerge.class.getName())));
        config.addMapConfig(new MapConfig(SHELVES)
                .setInMemoryFormat(InMemoryFormat.OBJECT)
                .setMergePolicyConfig(new MergePolicyConfig().setPolicy(ShelfMerge.class.getName())));
        options.lists().forEach((name, bound) -> config.addMapConfig(lists(name, bound)));
        return config;
    }

    /** One backup, as every map; over the bound a node drops what {@link Crowding} says. */
    private static MapConfig lists(String name, int bound) {
        return new MapConfig(LISTS + name)
                .setMergePolicyConfig(new MergePolicyConfig().setPolicy(ListMerge.class.getName()))
                .setEvictionConfig(new EvictionConfig()
                        .setEvictionPolicy(EvictionPolicy.NONE)
                        .setComparator(new Crowding())
                        .setMaxSizePolicy(MaxSizePolicy.PER_NODE)
                        .setSize(bound));
    }

    /**
     * Tells the others where this node's mesh is. A member's attributes come and go with the member itself; a row in a map
     * does not: whoever counts a node out late removes the row after the node has come back.
     */
    static void address(Config config, String host, int port) {
        config.getMemberAttributeConfig().setAttribute(ADDRESS_ATTRIBUTE, host + ":" + port);
    }

    /** Hazelcast takes interfaces by their addresses only. */
    private static String address(String host) {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException unknown) {
            throw new UncheckedIOException(unknown);
        }
    }

    /**
     * With an endpoint for members alone, whose connections wait quietly for the peer's first word. The endpoint for members
     * and clients alike, which is the default, runs in circles until it comes: where the peer hangs, and its kernel takes the
     * connection all the same, the thread that does so writes to nobody else, and healthy members count each other out.
     */
    private static void network(AdvancedNetworkConfig network, HazelcastOptions options) {
        ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig();
        endpoint.setPort(options.port()).setPortAutoIncrement(false);
        endpoint.setSocketConnectTimeoutSeconds(CONNECT_SECONDS);
        endpoint.getInterfaces().setEnabled(true).addInterface(address(options.host()));
        network.setEnabled(true).setMemberEndpointConfig(endpoint);
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setConnectionTimeoutSeconds(MASTER_SOUGHT_SECONDS);
        if (options.kubernetesService().isEmpty()) {
            join.getTcpIpConfig().setEnabled(true).setMembers(options.members());
        } else {
            join.getKubernetesConfig()
                    .setEnabled(true)
                    .setProperty("service-dns", options.kubernetesService())
                    .setProperty("service-port", Integer.toString(options.port()));
        }
    }
}
