package io.ringway.gateway;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.logs.LogStore;
import io.ringway.cluster.seen.SeenStore;
import io.ringway.cluster.shelves.ShelfStore;
import io.ringway.cluster.words.WordStore;
import io.ringway.gateway.auth.Revocations;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.calls.CallBounds;
import io.ringway.gateway.calls.CallOptions;
import io.ringway.gateway.config.CallsConfig;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.config.GroupsConfig;
import io.ringway.gateway.config.HooksConfig;
import io.ringway.gateway.config.ManagementConfig;
import io.ringway.gateway.groups.StateBounds;
import io.ringway.gateway.hooks.Bouncer;
import io.ringway.gateway.hooks.Doorkeeper;
import io.ringway.gateway.hooks.HttpBackend;
import io.ringway.gateway.http.GatewayServer;
import io.ringway.gateway.http.ManagementServer;
import io.ringway.gateway.http.ws.Drain;
import io.ringway.gateway.ice.IceServers;
import io.ringway.gateway.journal.Journal;
import io.ringway.gateway.limits.AddressGate;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.meetings.ChatLimit;
import io.ringway.gateway.metrics.MemoryMetrics;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.outgoing.Outgoing;
import io.ringway.gateway.peers.PeerOptions;
import io.ringway.gateway.rooms.RoomLimits;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.Node;
import io.ringway.gateway.webhooks.Signature;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole node, put together from a configuration. Its methods may be called on any thread. */
public final class Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private static final int JOURNAL_USERS = 20_000;
    private static final int JOURNAL_LINES = 50;

    private final Config config;
    private final Vertx vertx;
    private final Cluster cluster;
    private final TokenVerifier tokens;
    private final CallStores callStores;
    private final WordStore words;
    private final WordStore callRules;
    private final SeenStore seen;
    private final @Nullable LogStore historyStore;
    private final ShelfStore shelves;
    private final IceServers ice;
    private final MemoryMetrics memory;
    private final Hub hub;
    private final Webhooks webhooks;
    private final Node node;
    private final Streams streams;
    private final GatewayServer server;
    private final ManagementServer management;

    /** In the cluster is not enough: who is told that the node is ready finds its port open. */
    private volatile boolean listening;

    private Gateway(Config config, Vertx vertx, Cluster cluster, ManagementServer management, Metrics metrics) {
        InstantSource clock = InstantSource.system();
        this.memory = metrics.memory();
        this.ice = new IceServers(vertx, config.ice(), metrics, clock);
        this.config = config;
        this.vertx = vertx;
        this.cluster = cluster;
        Revocations revocations = new Revocations(clock, config.auth().maxRevocations());
        AddressGate addresses = new AddressGate(config.limits().address());
        this.tokens = new TokenVerifier(
                vertx, config.auth(), revocations, address -> addresses.failed(address, clock.millis()), clock);
        this.callStores = CallStores.open(config, vertx, cluster, clock);
        callStores.countedBy(metrics);
        this.words = CallStores.words(config, vertx);
        this.callRules = CallStores.rules(config, vertx);
        this.seen = CallStores.seen(config, vertx, clock);
        this.historyStore = HistorySettings.store(config, vertx);
        this.shelves = Shelves.open(config, vertx, cluster, clock);
        this.hub = new Hub(vertx.getOrCreateContext());
        this.webhooks = Webhooks.open(config, vertx, cluster, metrics, clock);
        Pushing pushing = Pushing.open(config, vertx, hub, callStores, metrics, clock);
        this.node = new Node(new Node.Parts(
                vertx,
                hub,
                cluster,
                tokens,
                revocations,
                ice,
                config.ice().welcomeWait().toMillis(),
                Limits.of(config.limits()),
                config.presence(),
                PeerOptions.of(
                        config.peerjs().maxClients(),
                        config.peerjs().queueMessages(),
                        config.peerjs().queueBytes()),
                RoomLimits.of(config.rooms()),
                config.groups().maxGroups(),
                stateBounds(config.groups()),
                words,
                callRules,
                seen,
                HistorySettings.of(config.history()),
                historyStore,
                new ChatLimit(config.meetings().chatChars()),
                config.http().pingInterval().toMillis(),
                config.auth().expiryWarning().toMillis(),
                SessionOptions.of(config.sessions()),
                addresses,
                callStores.histories(),
                callStores.timelines(),
                callOptions(config.calls()),
                journal(config.management()),
                webhooks.witness(),
                doorkeeper(config, vertx, metrics, clock),
                pushing.notifier(),
                metrics,
                clock));
        FrontDoors doors = new FrontDoors(
                config,
                vertx,
                hub,
                node,
                cluster,
                tokens,
                ice,
                addresses,
                webhooks.outbox(),
                metrics,
                callStores.answers(),
                shelves,
                pushing.desk());
        this.streams = new Streams(config, vertx, hub, cluster, doors.performer(), metrics);
        this.server = doors.server();
        this.management = management;
        management.tellOf(this::health, ice::health, doors.operators());
    }

    /** Where nobody could read it, nothing is written. */
    private static Journal journal(ManagementConfig config) {
        return new Journal(config.hasAdmins() ? JOURNAL_USERS : 0, JOURNAL_LINES);
    }

    private static Doorkeeper doorkeeper(Config config, Vertx vertx, Metrics metrics, InstantSource clock) {
        HooksConfig hooks = config.hooks();
        if (!hooks.isUsed()) {
            return Doorkeeper.NOBODY;
        }
        WebClient client = Outgoing.client(vertx, Duration.ofSeconds(1), hooks.concurrency());
        return new Bouncer(
                hooks,
                new HttpBackend(
                        client, new Signature(hooks.secrets()), config.limits().metaBytes(), clock),
                metrics::hook,
                clock,
                // Asked on the hub, whose timers run there.
                (millis, task) -> vertx.setTimer(millis, timer -> task.run()));
    }

    private static StateBounds stateBounds(GroupsConfig config) {
        return new StateBounds(
                config.keys(),
                config.valueBytes(),
                config.stateBytes(),
                config.tenantBytes(),
                config.stateAge().toMillis());
    }

    private static CallOptions callOptions(CallsConfig config) {
        CallOptions defaults = CallOptions.DEFAULTS;
        return new CallOptions(
                config.ringTimeout().toMillis(),
                defaults.silentMillis(),
                defaults.graceMillis(),
                defaults.keptSignals(),
                defaults.keptBytes(),
                defaults.closedCalls(),
                config.ringsPerCaller(),
                config.ringsPerCallee(),
                config.requireCommonGroup(),
                config.onBusy().policy(),
                new CallBounds(config.perConnection(), config.waitingMemory()),
                defaults.hiddenGraceMillis());
    }

    /** Starts a node; fails with what an operator can act upon. Off the event loops: pages and documents are read. */
    public static Future<Gateway> start(Config config) {
        // What is wrong with the configuration is thrown: within the chain it fails the start like everything else.
        return Future.succeededFuture().compose(begun -> start(config, Clusters.vertx(config)));
    }

    /** The operators' port first: a node that looks for its cluster is alive, and can be asked what it waits for. */
    private static Future<Gateway> start(Config config, Vertx vertx) {
        ManagementConfig operators = config.management();
        Metrics metrics = new Metrics();
        ManagementServer management = new ManagementServer(vertx, operators.host(), operators.port(), metrics);
        // Of no context: that of a Vert.x which is closed would let nobody hear why.
        Promise<Gateway> started = Promise.promise();
        named("management.port", operators.host() + ":" + operators.port(), management.start())
                .compose(listening -> Clusters.open(config, vertx))
                .compose(cluster -> vertx.executeBlocking(
                                () -> new Gateway(config, vertx, cluster, management, metrics))
                        .compose(Gateway::run)
                        .recover(failure -> cluster.stop().transform(left -> Future.failedFuture(failure))))
                .onSuccess(started::complete)
                .onFailure(failure -> management
                        .stop()
                        .onComplete(closed -> vertx.close().onComplete(ended -> started.fail(failure))));
        return started.future();
    }

    private Future<Gateway> run() {
        String http = config.http().host() + ":" + config.http().port();
        return tokens.start()
                .compose(keysRead -> node.start())
                .compose(joined -> named("http.port", http, server.start()))
                .onSuccess(open -> {
                    listening = true;
                    ice.start();
                    webhooks.start(hub);
                    streams.start();
                    announce();
                })
                .map(this);
    }

    /** The system says that an address is in use, and not which, nor what it was for. */
    private static Future<Void> named(String key, String address, Future<Void> listening) {
        return listening.recover(failure -> Future.failedFuture(new IllegalStateException(
                key + ": cannot listen on " + address + ": " + failure.getMessage(), failure)));
    }

    private void announce() {
        LOG.info(
                "Node {} serves on {}:{}, management on {}:{}",
                cluster.self(),
                config.http().host(),
                port(),
                config.management().host(),
                managementPort());
        if (config.dev()) {
            LOG.warn("DEVELOPMENT MODE: anybody on this machine gets a token. Open http://localhost:{}/", port());
        }
        if (!config.letsClientsNoticeInTime()) {
            LOG.warn(
                    "http.ping_interval is too long for sessions.grace: who is idle on a node that hangs is told as gone before it can know");
        }
    }

    /** The cluster's health, with what else an operator should know; that alone makes no node unready. */
    private Cluster.Health health() {
        Cluster.Health health = cluster.health();
        List<String> reasons = new ArrayList<>(health.reasons());
        reasons.addAll(callStores.troubles());
        words.trouble()
                .ifPresent(trouble ->
                        reasons.add("degraded: what is said of groups would be lost with the nodes (" + trouble + ")"));
        callRules
                .trouble()
                .ifPresent(trouble ->
                        reasons.add("degraded: who is blocked would be forgotten with the nodes (" + trouble + ")"));
        seen.trouble()
                .ifPresent(trouble -> reasons.add(
                        "degraded: when users were last here would be forgotten with the nodes (" + trouble + ")"));
        if (historyStore != null) {
            historyStore
                    .trouble()
                    .ifPresent(trouble -> reasons.add("degraded: histories are not kept in Redis (" + trouble + ")"));
        }
        shelves.trouble().ifPresent(trouble -> reasons.add("degraded: meetings cannot be set up (" + trouble + ")"));
        if (!listening) {
            reasons.add("the public port is not open yet");
        }
        memory.trouble().ifPresent(reasons::add);
        reasons.addAll(webhooks.troubles());
        reasons.addAll(streams.troubles());
        return new Cluster.Health(health.ready() && listening, reasons, health.nodes());
    }

    /** The public port. */
    public int port() {
        return server.port();
    }

    public int managementPort() {
        return management.port();
    }

    /** Not ready; sockets told to go elsewhere; sessions given to the nodes they went to; out of the cluster; closed. */
    public Future<Void> stop() {
        management.draining();
        Duration staying = config.shutdown().staying();
        Instant asked = Instant.now();
        Instant end = asked.plus(staying);
        Future<Void> noneRead = streams.stop();
        return server.drain(
                        new Drain(config.shutdown().batch(), config.shutdown().interval(), staying),
                        cluster.health().nodes() > 1 ? node.arrivals() : null)
                .eventually(() -> node.emptied(Duration.between(Instant.now(), end)))
                .eventually(() -> noneRead)
                .onComplete(emptied -> LOG.info(
                        "ringway leaves, {} ms after it was asked to end",
                        Duration.between(asked, Instant.now()).toMillis()))
                .onComplete(emptied -> webhooks.stop())
                .eventually(node::stop)
                .eventually(callStores::close)
                .eventually(words::close)
                .eventually(callRules::close)
                .eventually(seen::close)
                .eventually(() -> historyStore == null ? Future.succeededFuture() : historyStore.close())
                .eventually(shelves::close)
                .eventually(webhooks::close)
                .eventually(streams::close)
                .eventually(management::stop)
                .onComplete(stopped -> tokens.close())
                .onComplete(stopped -> ice.close())
                .eventually(vertx::close);
    }
}
