package io.ringway.gateway.session.node;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.hazelcast.HazelcastCluster;
import io.ringway.cluster.hazelcast.HazelcastOptions;
import io.ringway.cluster.lists.Bounds;
import io.ringway.cluster.lists.ListStore;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.cluster.local.LocalLists;
import io.ringway.cluster.seen.SeenStore;
import io.ringway.cluster.words.WordStore;
import io.ringway.gateway.auth.Revocations;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.calls.CallOptions;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.groups.StateBounds;
import io.ringway.gateway.history.HistoryOptions;
import io.ringway.gateway.history.HistoryPolicy;
import io.ringway.gateway.history.HistoryRules;
import io.ringway.gateway.hooks.Doorkeeper;
import io.ringway.gateway.ice.IceServers;
import io.ringway.gateway.journal.Journal;
import io.ringway.gateway.limits.AddressGate;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.meetings.ChatLimit;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.peers.PeerOptions;
import io.ringway.gateway.push.Notifier;
import io.ringway.gateway.rooms.RoomLimits;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.webhooks.Witness;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a {@link TestNode} is made with, where it is not the usual: a cluster of one, sessions that end with their connections,
 * no history, nobody who asks or is told.
 *
 * @param cluster made on the node's own Vert.x
 * @param wrap is given the stores of histories and of timelines, to stand in their way
 * @param rules where it outlives nodes what users say about calls to them
 * @param seen where it outlives nodes when users were last here
 */
public record TestSetup(
        Function<Vertx, Cluster> cluster,
        SessionOptions sessions,
        Config config,
        CallOptions calls,
        UnaryOperator<ListStore> wrap,
        HistoryRules history,
        Notifier notifier,
        Doorkeeper doorkeeper,
        WordStore rules,
        SeenStore seen) {
    static final Config CONFIG = Config.of(Map.of(
            "rooms.max_peers",
            "3",
            "auth.publishable_keys",
            """
            [{"key": "%s", "tenant": "demo", "origins": ["%s"], "groups": {"room:*": ["join"]}},
             {"key": "%s", "tenant": "demo", "origins": ["%s"], "groups": {"*": ["*"]}, "user_ids": "guest-*",
              "chosen_ids": true, "turn": true, "lifetime": "1h", "connections_per_address": 2,
              "connects_per_minute": 5}]""".formatted(TestNode.KEY, TestNode.PAGE, TestNode.GUEST_KEY, TestNode.PAGE),
            "auth.hs256_secret",
            "0123456789abcdef0123456789abcdef",
            "limits.groups_per_connection",
            "3",
            "auth.expiry_warning",
            "30s",
            "ice.turn.urls",
            "turn:turn.example:3478",
            "ice.turn.secret",
            "north",
            "ice.turn.quota",
            "20"));

    /** Clients may ask for as much as they like, although the clock stands. */
    private static final Config LOUD = Config.of(Map.of(
            "dev", "true",
            "auth.hs256_secret", "0123456789abcdef0123456789abcdef",
            "limits.connection.requests_per_second", "1000000",
            "limits.connection.requests_burst", "1000000",
            "limits.user.requests_per_second", "0"));

    /** Groups h:* have a history of twenty messages, and groups log:* a long one. */
    public static final HistoryRules HISTORY = new HistoryRules(
            List.of(
                    HistoryRules.Rule.of("h:*", new HistoryPolicy(20, 60_000, 65_536)),
                    HistoryRules.Rule.of("log:*", new HistoryPolicy(100_000, 600_000, 1 << 24))),
            new HistoryOptions(1 << 25, 300_000));

    public static final TestSetup USUAL = new TestSetup(
            vertx -> new LocalCluster(),
            new SessionOptions(0, 0, 4_096, 1 << 20),
            CONFIG,
            CallOptions.DEFAULTS,
            store -> store,
            HistoryRules.NONE,
            Notifier.NOBODY,
            Doorkeeper.NOBODY,
            WordStore.NONE,
            SeenStore.NONE);

    public static TestSetup over(Cluster cluster) {
        return USUAL.onCluster(vertx -> cluster);
    }

    /** A node of a cluster of several, for crowds: its sessions outlive their connections, and groups log:* have a history. */
    public static TestSetup onHazelcast(HazelcastOptions options) {
        return USUAL.onCluster(vertx -> open(vertx, options))
                .with(new SessionOptions(10_000, 60_000, 4 << 20, 64 << 20))
                .with(LOUD)
                .with(HISTORY);
    }

    private static Cluster open(Vertx vertx, HazelcastOptions options) {
        try {
            return HazelcastCluster.open(vertx, options)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private TestSetup onCluster(Function<Vertx, Cluster> other) {
        return new TestSetup(other, sessions, config, calls, wrap, history, notifier, doorkeeper, rules, seen);
    }

    public TestSetup with(SessionOptions other) {
        return new TestSetup(cluster, other, config, calls, wrap, history, notifier, doorkeeper, rules, seen);
    }

    public TestSetup with(Config other) {
        return new TestSetup(cluster, sessions, other, calls, wrap, history, notifier, doorkeeper, rules, seen);
    }

    public TestSetup with(CallOptions other) {
        return new TestSetup(cluster, sessions, config, other, wrap, history, notifier, doorkeeper, rules, seen);
    }

    public TestSetup withStores(UnaryOperator<ListStore> other) {
        return new TestSetup(cluster, sessions, config, calls, other, history, notifier, doorkeeper, rules, seen);
    }

    public TestSetup with(HistoryRules other) {
        return new TestSetup(cluster, sessions, config, calls, wrap, other, notifier, doorkeeper, rules, seen);
    }

    public TestSetup with(Notifier other) {
        return new TestSetup(cluster, sessions, config, calls, wrap, history, other, doorkeeper, rules, seen);
    }

    public TestSetup with(Doorkeeper other) {
        return new TestSetup(cluster, sessions, config, calls, wrap, history, notifier, other, rules, seen);
    }

    /** With a store of what users say about calls to them. */
    public TestSetup with(WordStore other) {
        return new TestSetup(cluster, sessions, config, calls, wrap, history, notifier, doorkeeper, other, seen);
    }

    public TestSetup with(SeenStore other) {
        return new TestSetup(cluster, sessions, config, calls, wrap, history, notifier, doorkeeper, rules, other);
    }

    /** A node of all that. */
    Node node(Vertx vertx, Context context, TokenVerifier verifier, AddressGate addresses, InstantSource clock) {
        return new Node(new Node.Parts(
                vertx,
                new Hub(context),
                cluster.apply(vertx),
                verifier,
                new Revocations(clock, 1_000),
                new IceServers(vertx, config.ice(), new Metrics(), clock),
                config.ice().welcomeWait().toMillis(),
                Limits.of(config.limits()),
                config.presence(),
                PeerOptions.of(3, 16, 65_536),
                RoomLimits.of(CONFIG.rooms()),
                1_000,
                new StateBounds(3, 64, 200, 4_000, 86_400_000),
                WordStore.NONE,
                rules,
                seen,
                history,
                null,
                new ChatLimit(4_000),
                20_000,
                CONFIG.auth().expiryWarning().toMillis(),
                sessions,
                addresses,
                wrap.apply(new LocalLists(new Bounds(50, Duration.ofDays(30), 1_000), clock)),
                wrap.apply(new LocalLists(new Bounds(64, Duration.ofDays(1), 1_000), clock)),
                calls,
                new Journal(100, 50),
                Witness.NOBODY,
                doorkeeper,
                notifier,
                new Metrics(),
                clock));
    }
}
