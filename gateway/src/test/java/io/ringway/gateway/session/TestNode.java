package io.ringway.gateway.session;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.lists.Bounds;
import io.ringway.cluster.lists.ListStore;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.cluster.local.LocalLists;
import io.ringway.cluster.words.WordStore;
import io.ringway.gateway.auth.PublishableKeys;
import io.ringway.gateway.auth.Revocations;
import io.ringway.gateway.auth.TokenMinter;
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
import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.meetings.ChatLimit;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.peers.PeerOptions;
import io.ringway.gateway.protocol.Dialect;
import io.ringway.gateway.protocol.ringway.RingwayDialect;
import io.ringway.gateway.protocol.skapi.SkapiDialect;
import io.ringway.gateway.push.Notifier;
import io.ringway.gateway.rooms.RoomLimits;
import io.ringway.gateway.webhooks.Witness;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A node over the cluster of one, with sockets that are none and a clock that stands. */
final class TestNode implements AutoCloseable {
    private static final int SECONDS_SEEN = 4;

    static final String KEY = "pk_0123456789abcdef";
    static final String GUEST_KEY = "pk_fedcba9876543210";
    static final String PAGE = "https://page.example";

    static final Config CONFIG = Config.of(Map.of(
            "rooms.max_peers",
            "3",
            "auth.publishable_keys",
            """
            [{"key": "%s", "tenant": "demo", "origins": ["%s"], "groups": {"room:*": ["join"]}},
             {"key": "%s", "tenant": "demo", "origins": ["%s"], "groups": {"*": ["*"]}, "user_ids": "guest-*",
              "chosen_ids": true, "turn": true, "lifetime": "1h", "connections_per_address": 2,
              "connects_per_minute": 5}]""".formatted(KEY, PAGE, GUEST_KEY, PAGE),
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

    private static final ClientAddress HERE = new ClientAddress("192.0.2.1", false);

    private static final HistoryRules HISTORY = new HistoryRules(
            List.of(
                    HistoryRules.Rule.of("h:*", new HistoryPolicy(20, 60_000, 65_536)),
                    HistoryRules.Rule.of("log:*", new HistoryPolicy(100_000, 600_000, 1 << 24))),
            new HistoryOptions(1 << 25, 300_000));

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context context = vertx.getOrCreateContext();
    private final EventLoop loop = ((ContextInternal) context).nettyEventLoop();
    private final Dialect ringway;
    private final Dialect skapi;
    private final TokenMinter minter;
    private final TokenVerifier verifier;
    private final PublishableKeys keys;
    private final AddressGate addresses = new AddressGate(CONFIG.limits().address());
    private final Node node;
    private volatile Instant now = Instant.now();

    TestNode() {
        this(new LocalCluster());
    }

    TestNode(Cluster cluster) {
        this(cluster, store -> store);
    }

    TestNode(Cluster cluster, SessionOptions sessions) {
        this(cluster, sessions, CONFIG, CallOptions.DEFAULTS, store -> store);
    }

    TestNode(Cluster cluster, SessionOptions sessions, CallOptions calls) {
        this(cluster, sessions, CONFIG, calls, store -> store);
    }

    TestNode(Cluster cluster, SessionOptions sessions, Config config) {
        this(cluster, sessions, config, CallOptions.DEFAULTS, store -> store);
    }

    /** @param wrap is given the stores of histories and of timelines, to stand in their way */
    TestNode(Cluster cluster, UnaryOperator<ListStore> wrap) {
        this(cluster, new SessionOptions(0, 0, 4_096, 1 << 20), CONFIG, CallOptions.DEFAULTS, wrap);
    }

    /** A node whose groups h:* have a history of twenty messages. */
    static TestNode withHistory(Cluster cluster, SessionOptions sessions) {
        return new TestNode(vertx -> cluster, sessions, CONFIG, CallOptions.DEFAULTS, store -> store, HISTORY);
    }

    /** A node of a cluster that runs on the node's own Vert.x; groups log:* have a history. */
    TestNode(Function<Vertx, Cluster> cluster, SessionOptions sessions) {
        this(cluster, sessions, LOUD, CallOptions.DEFAULTS, store -> store, HISTORY);
    }

    private TestNode(
            Cluster cluster, SessionOptions sessions, Config config, CallOptions calls, UnaryOperator<ListStore> wrap) {
        this(vertx -> cluster, sessions, config, calls, wrap, HistoryRules.NONE);
    }

    /** A node that pushes; groups h:* have a history. */
    TestNode(Notifier notifier) {
        this(
                vertx -> new LocalCluster(),
                new SessionOptions(0, 0, 4_096, 1 << 20),
                CONFIG,
                CallOptions.DEFAULTS,
                store -> store,
                HISTORY,
                notifier,
                Doorkeeper.NOBODY);
    }

    /** A node that asks first. */
    TestNode(Doorkeeper doorkeeper) {
        this(
                vertx -> new LocalCluster(),
                new SessionOptions(0, 0, 4_096, 1 << 20),
                CONFIG,
                CallOptions.DEFAULTS,
                store -> store,
                HistoryRules.NONE,
                Notifier.NOBODY,
                doorkeeper);
    }

    private TestNode(
            Function<Vertx, Cluster> cluster,
            SessionOptions sessions,
            Config config,
            CallOptions calls,
            UnaryOperator<ListStore> wrap,
            HistoryRules history) {
        this(cluster, sessions, config, calls, wrap, history, Notifier.NOBODY, Doorkeeper.NOBODY);
    }

    private TestNode(
            Function<Vertx, Cluster> cluster,
            SessionOptions sessions,
            Config config,
            CallOptions calls,
            UnaryOperator<ListStore> wrap,
            HistoryRules history,
            Notifier notifier,
            Doorkeeper doorkeeper) {
        InstantSource clock = () -> now;
        Limits limits = Limits.of(config.limits());
        ringway = new RingwayDialect(limits.toEvent());
        skapi = new SkapiDialect(limits.toEvent());
        minter = TokenMinter.of(CONFIG.auth(), clock).orElseThrow();
        verifier = new TokenVerifier(vertx, CONFIG.auth(), clock);
        keys = new PublishableKeys(CONFIG.auth().publishableKeys(), clock);
        node = new Node(new Node.Parts(
                vertx,
                new Hub(context),
                cluster.apply(vertx),
                verifier,
                new Revocations(clock, 1_000),
                new IceServers(vertx, config.ice(), new Metrics(), clock),
                config.ice().welcomeWait().toMillis(),
                limits,
                config.presence(),
                PeerOptions.of(3, 16, 65_536),
                RoomLimits.of(CONFIG.rooms()),
                1_000,
                new StateBounds(3, 64, 200, 4_000, 86_400_000),
                WordStore.NONE,
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
        await(node.start());
    }

    private static void await(io.vertx.core.Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    Node node() {
        return node;
    }

    /** Moves the clock, and lets the node look at it, in the last seconds once each: it does not take them for a standstill. */
    void pass(Duration time) {
        int seconds = (int) Math.min(SECONDS_SEEN, time.toSeconds());
        Duration rest = time.minusSeconds(seconds);
        if (seconds == 0 || !rest.isZero()) {
            standStill(rest);
            run(node::tick);
        }
        for (int i = 0; i < seconds; i++) {
            now = now.plusSeconds(1);
            run(node::tick);
        }
    }

    /** Moves the clock, and the node has not seen it yet. */
    void standStill(Duration time) {
        now = now.plus(time);
    }

    String token(String tenant, String user, @Nullable String grants, Duration ttl) {
        return minter.mint(new UserId(new Tenant(tenant), user), grants, ttl).token();
    }

    private RingwayDoor door() {
        return new RingwayDoor(node, ringway, verifier, keys, 5_000);
    }

    /** A native connection of a user of the tenant {@code demo}. */
    Client connect(String user) {
        return present(token("demo", user, null, Duration.ofHours(1)));
    }

    /** A native connection with a token. */
    Client present(String token) {
        return open(door(), "/realtime", token, List.of());
    }

    /** A connection of a page that shows a publishable key. */
    Client visit(String key, String origin) {
        return opened(knockWithKey(key, origin, null));
    }

    /** A page with a key that comes back as who it was, with what it was given then. */
    Client visitAgain(String key, String origin, String userId, String resumeToken, long received) {
        return opened(knockWithKey(key, origin, userId, "resume." + received + "." + resumeToken));
    }

    FrontDoor.Admission knockWithKey(String key, @Nullable String origin, @Nullable String userId, String... offered) {
        MultiMap query = MultiMap.caseInsensitiveMultiMap();
        if (userId != null) {
            query.add("user_id", userId);
        }
        Stream<String> protocols = Stream.concat(Stream.of(RingwayDoor.SUB_PROTOCOL, "key." + key), Stream.of(offered));
        return admit(door(), query, protocols.toList(), origin);
    }

    /** A connection of a page that has to say hello. */
    Client connectWithoutToken(String origin) {
        return opened(admit(door(), MultiMap.caseInsensitiveMultiMap(), List.of(), origin));
    }

    /** A native connection that wants to go on with a session. */
    Client resume(String user, String resumeToken, long received) {
        return resume(user, null, resumeToken, received);
    }

    /** As {@link #resume(String, String, long)}, with a token of other grants. */
    Client resume(String user, @Nullable String grants, String resumeToken, long received) {
        String token = token("demo", user, grants, Duration.ofHours(1));
        return open(door(), "/realtime", token, List.of("ringway.v1", "resume." + received + "." + resumeToken));
    }

    /** A connection that has to say hello. */
    Client connectWithoutToken() {
        return open(door(), "/realtime", null, List.of());
    }

    Client connectSkapi(String user) {
        return presentSkapi(token("demo", user, null, Duration.ofHours(1)));
    }

    Client presentSkapi(String token) {
        return open(new TokenDoor(node, skapi, verifier), "/skapi/api", token, List.of());
    }

    /** A PeerJS client. */
    Client connectPeer(String id, String token) {
        return knockAsPeer(Map.of("id", id, "token", token, "key", "peerjs"));
    }

    Client knockAsPeer(Map<String, String> query) {
        PeerDoor door = new PeerDoor(node, verifier, "peerjs", new Tenant("peerjs"));
        MultiMap parameters = MultiMap.caseInsensitiveMultiMap().addAll(query);
        Client[] client = new Client[1];
        run(() -> door.admit(new FrontDoor.Handshake("/peerjs", parameters, List.of(), HERE, null, false))
                .onSuccess(admission -> {
                    if (!(admission instanceof FrontDoor.Admission.Accept accept)) {
                        throw new AssertionError("refused");
                    }
                    client[0] = new Client(accept.handler(), new FakeSocket(loop));
                    accept.handler().opened(client[0].socket);
                }));
        return client[0];
    }

    FrontDoor.Admission knock(@Nullable String token, List<String> subProtocols) {
        return admit(door(), "/realtime", token, subProtocols);
    }

    private Client open(FrontDoor door, String path, @Nullable String token, List<String> subProtocols) {
        return opened(admit(door, path, token, subProtocols));
    }

    private Client opened(FrontDoor.Admission admission) {
        if (!(admission instanceof FrontDoor.Admission.Accept accept)) {
            throw new AssertionError("refused");
        }
        Client client = new Client(accept.handler(), new FakeSocket(loop));
        run(() -> accept.handler().opened(client.socket));
        return client;
    }

    private static FrontDoor.Admission admit(
            FrontDoor door, String path, @Nullable String token, List<String> subProtocols) {
        MultiMap query = MultiMap.caseInsensitiveMultiMap();
        if (token != null) {
            query.add("token", token);
        }
        return door.admit(new FrontDoor.Handshake(path, query, subProtocols, HERE, null, false))
                .result();
    }

    private static FrontDoor.Admission admit(
            FrontDoor door, MultiMap query, List<String> subProtocols, @Nullable String origin) {
        boolean foreign = origin != null && !origin.equals(PAGE);
        return door.admit(new FrontDoor.Handshake("/realtime", query, subProtocols, HERE, origin, foreign))
                .result();
    }

    /** As the app's backend does. */
    void disconnect(String cid) {
        await(node.backend().disconnect(new Tenant("demo"), Cid.parse(cid).orElseThrow()));
    }

    /** Runs on the one event loop, and returns when it, and what it put off, is done. */
    void run(Runnable task) {
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            task.run();
            loop.execute(done::countDown);
        });
        try {
            if (!done.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("the event loop hangs");
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    /** A connection as its client sees it. */
    final class Client {
        private final SocketHandler handler;
        private final FakeSocket socket;

        private Client(SocketHandler handler, FakeSocket socket) {
            this.handler = handler;
            this.socket = socket;
        }

        FakeSocket socket() {
            return socket;
        }

        String cid() {
            return socket.ofType("welcome").getFirst().getString("cid");
        }

        Client send(String frame) {
            run(() -> handler.text(Unpooled.copiedBuffer(frame, StandardCharsets.UTF_8)));
            return this;
        }

        /** Several frames, with nothing in between. */
        void send(String first, String second) {
            run(() -> {
                handler.text(Unpooled.copiedBuffer(first, StandardCharsets.UTF_8));
                handler.text(Unpooled.copiedBuffer(second, StandardCharsets.UTF_8));
            });
        }

        void sendBinary(String bytes) {
            run(() -> handler.binary(Unpooled.copiedBuffer(bytes, StandardCharsets.UTF_8)));
        }

        Client join(String group) {
            return send("{\"type\":\"join\",\"id\":1,\"group\":\"" + group + "\"}");
        }

        void close(int code) {
            run(() -> handler.closed(code));
        }

        /** What resumes its session. */
        String resumeToken() {
            return socket.ofType("welcome").getFirst().getString("resume");
        }

        /** Says that it has everything up to this frame, as the answer to a ping does. */
        void acknowledge(long frame) {
            run(() -> handler.acknowledged(frame));
        }

        /** The frames it got after its welcome. */
        List<JsonObject> afterWelcome() {
            return socket.frames().stream().skip(1).toList();
        }
    }
}
