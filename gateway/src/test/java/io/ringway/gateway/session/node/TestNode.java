package io.ringway.gateway.session.node;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.PublishableKeys;
import io.ringway.gateway.auth.TokenMinter;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.limits.AddressGate;
import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.protocol.Dialect;
import io.ringway.gateway.protocol.ringway.RingwayDialect;
import io.ringway.gateway.protocol.skapi.SkapiDialect;
import io.ringway.gateway.session.FakeSocket;
import io.ringway.gateway.session.FrontDoor;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.SocketHandler;
import io.ringway.gateway.session.doors.PeerDoor;
import io.ringway.gateway.session.doors.RingwayDoor;
import io.ringway.gateway.session.doors.TokenDoor;
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
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A node over the cluster of one, with sockets that are none and a clock that stands. */
public final class TestNode implements AutoCloseable {
    private static final int SECONDS_SEEN = 4;

    public static final String KEY = "pk_0123456789abcdef";
    public static final String GUEST_KEY = "pk_fedcba9876543210";
    public static final String PAGE = "https://page.example";

    private static final ClientAddress HERE = new ClientAddress("192.0.2.1", false);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context context = vertx.getOrCreateContext();
    private final EventLoop loop = ((ContextInternal) context).nettyEventLoop();
    private final Dialect ringway;
    private final Dialect skapi;
    private final TokenMinter minter;
    private final TokenVerifier verifier;
    private final PublishableKeys keys;
    private final AddressGate addresses =
            new AddressGate(TestSetup.CONFIG.limits().address());
    private final Node node;
    private volatile Instant now = Instant.now();

    public TestNode() {
        this(TestSetup.USUAL);
    }

    public TestNode(Cluster cluster) {
        this(TestSetup.over(cluster));
    }

    public TestNode(Cluster cluster, SessionOptions sessions) {
        this(TestSetup.over(cluster).with(sessions));
    }

    public TestNode(TestSetup setup) {
        InstantSource clock = () -> now;
        Limits limits = Limits.of(setup.config().limits());
        ringway = new RingwayDialect(limits.toEvent());
        skapi = new SkapiDialect(limits.toEvent());
        minter = TokenMinter.of(TestSetup.CONFIG.auth(), clock).orElseThrow();
        verifier = new TokenVerifier(vertx, TestSetup.CONFIG.auth(), clock);
        keys = new PublishableKeys(TestSetup.CONFIG.auth().publishableKeys(), clock);
        node = setup.node(vertx, context, verifier, addresses, clock);
        await(node.start());
    }

    private static void await(io.vertx.core.Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    public Node node() {
        return node;
    }

    /** Moves the clock, and lets the node look at it, in the last seconds once each: it does not take them for a standstill. */
    public void pass(Duration time) {
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
    public void standStill(Duration time) {
        now = now.plus(time);
    }

    public String token(String tenant, String user, @Nullable String grants, Duration ttl) {
        return minter.mint(new UserId(new Tenant(tenant), user), grants, ttl).token();
    }

    /** When a token that is minted now counts as issued. */
    public long issuedAtMillis() {
        return now.minus(TestSetup.CONFIG.auth().clockSkew()).toEpochMilli();
    }

    private RingwayDoor door() {
        return new RingwayDoor(node, ringway, verifier, keys, 5_000);
    }

    /** A native connection of a user of the tenant {@code demo}. */
    public Client connect(String user) {
        return present(token("demo", user, null, Duration.ofHours(1)));
    }

    /** A native connection with a token. */
    public Client present(String token) {
        return open(door(), "/realtime", token, List.of());
    }

    /** A connection of a page that shows a publishable key. */
    public Client visit(String key, String origin) {
        return opened(knockWithKey(key, origin, null));
    }

    /** A page with a key that comes back as who it was, with what it was given then. */
    public Client visitAgain(String key, String origin, String userId, String resumeToken, long received) {
        return opened(knockWithKey(key, origin, userId, "resume." + received + "." + resumeToken));
    }

    public FrontDoor.Admission knockWithKey(
            String key, @Nullable String origin, @Nullable String userId, String... offered) {
        MultiMap query = MultiMap.caseInsensitiveMultiMap();
        if (userId != null) {
            query.add("user_id", userId);
        }
        Stream<String> protocols = Stream.concat(Stream.of(RingwayDoor.SUB_PROTOCOL, "key." + key), Stream.of(offered));
        return admit(door(), query, protocols.toList(), origin);
    }

    /** A connection of a page that has to say hello. */
    public Client connectWithoutToken(String origin) {
        return opened(admit(door(), MultiMap.caseInsensitiveMultiMap(), List.of(), origin));
    }

    /** A native connection that wants to go on with a session. */
    public Client resume(String user, String resumeToken, long received) {
        return resume(user, null, resumeToken, received);
    }

    /** As {@link #resume(String, String, long)}, with a token of other grants. */
    public Client resume(String user, @Nullable String grants, String resumeToken, long received) {
        String token = token("demo", user, grants, Duration.ofHours(1));
        return open(door(), "/realtime", token, List.of("ringway.v1", "resume." + received + "." + resumeToken));
    }

    /** A connection that has to say hello. */
    public Client connectWithoutToken() {
        return open(door(), "/realtime", null, List.of());
    }

    public Client connectSkapi(String user) {
        return presentSkapi(token("demo", user, null, Duration.ofHours(1)));
    }

    public Client presentSkapi(String token) {
        return open(new TokenDoor(node, skapi, verifier), "/skapi/api", token, List.of());
    }

    /** A PeerJS client. */
    public Client connectPeer(String id, String token) {
        return knockAsPeer(Map.of("id", id, "token", token, "key", "peerjs"));
    }

    public Client knockAsPeer(Map<String, String> query) {
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

    public FrontDoor.Admission knock(@Nullable String token, List<String> subProtocols) {
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
    public void disconnect(String cid) {
        await(node.backend().disconnect(new Tenant("demo"), Cid.parse(cid).orElseThrow()));
    }

    /** Runs on the one event loop, and returns when it, and what it put off, is done. */
    public void run(Runnable task) {
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
    public final class Client {
        private final SocketHandler handler;
        private final FakeSocket socket;

        private Client(SocketHandler handler, FakeSocket socket) {
            this.handler = handler;
            this.socket = socket;
        }

        public FakeSocket socket() {
            return socket;
        }

        /** Whose what waits for it is, as its socket is told; null for nobody's. */
        public @Nullable UserId user() {
            return handler.user();
        }

        public String cid() {
            return socket.ofType("welcome").getFirst().getString("cid");
        }

        public Client send(String frame) {
            run(() -> handler.text(Unpooled.copiedBuffer(frame, StandardCharsets.UTF_8)));
            return this;
        }

        /** Several frames, with nothing in between. */
        public void send(String first, String second) {
            run(() -> {
                handler.text(Unpooled.copiedBuffer(first, StandardCharsets.UTF_8));
                handler.text(Unpooled.copiedBuffer(second, StandardCharsets.UTF_8));
            });
        }

        public void sendBinary(String bytes) {
            run(() -> handler.binary(Unpooled.copiedBuffer(bytes, StandardCharsets.UTF_8)));
        }

        public Client join(String group) {
            return send("{\"type\":\"join\",\"id\":1,\"group\":\"" + group + "\"}");
        }

        /** Joins, and waits until it has: whoever comes after that is told to it. */
        public Client joined(String group) {
            join(group);
            Awaitility.await().until(() -> !socket.ofType("result").isEmpty());
            return this;
        }

        public void close(int code) {
            run(() -> {
                handler.closed(code);
                handler.gone();
            });
        }

        /** It does not read: what waits for it stays for a while. */
        public void giveUp() {
            run(() -> handler.closed(1006));
        }

        /** What resumes its session. */
        public String resumeToken() {
            return socket.ofType("welcome").getFirst().getString("resume");
        }

        /** Says that it has everything up to this frame, as the answer to a ping does. */
        public void acknowledge(long frame) {
            run(() -> handler.acknowledged(frame));
        }

        /** The frames it got after its welcome. */
        public List<JsonObject> afterWelcome() {
            return socket.frames().stream().skip(1).toList();
        }
    }
}
