package io.ringway.gateway;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.lists.ListStore;
import io.ringway.cluster.shelves.ShelfStore;
import io.ringway.gateway.auth.PublishableKeys;
import io.ringway.gateway.auth.TokenMinter;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.config.ApiConfig;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.config.HttpConfig;
import io.ringway.gateway.http.Assets;
import io.ringway.gateway.http.DevRoutes;
import io.ringway.gateway.http.GatewayServer;
import io.ringway.gateway.http.HttpLimits;
import io.ringway.gateway.http.PublicRouter;
import io.ringway.gateway.http.ServerOptions;
import io.ringway.gateway.http.admin.AdminRoutes;
import io.ringway.gateway.http.api.ApiKeys;
import io.ringway.gateway.http.api.ApiRoutes;
import io.ringway.gateway.http.api.BackendApi;
import io.ringway.gateway.http.api.IceRoute;
import io.ringway.gateway.http.api.IdempotentCalls;
import io.ringway.gateway.http.api.PushRoutes;
import io.ringway.gateway.http.api.TurnRoutes;
import io.ringway.gateway.http.api.WebhookOperations;
import io.ringway.gateway.http.peerjs.PeerJsRoutes;
import io.ringway.gateway.http.skapi.PublicAddress;
import io.ringway.gateway.http.skapi.SkapiRoutes;
import io.ringway.gateway.http.ws.Door;
import io.ringway.gateway.http.ws.Origins;
import io.ringway.gateway.http.ws.SocketOptions;
import io.ringway.gateway.ice.IceServers;
import io.ringway.gateway.limits.AddressGate;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.limits.Rate;
import io.ringway.gateway.meetings.Chronicle;
import io.ringway.gateway.meetings.Folders;
import io.ringway.gateway.metrics.BufferMemory;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.protocol.Dialect;
import io.ringway.gateway.protocol.ringway.RingwayDialect;
import io.ringway.gateway.protocol.skapi.SkapiDialect;
import io.ringway.gateway.push.PushDesk;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.doors.PeerDoor;
import io.ringway.gateway.session.doors.RingwayDoor;
import io.ringway.gateway.session.doors.TokenDoor;
import io.ringway.gateway.session.node.Node;
import io.ringway.gateway.streams.Performer;
import io.ringway.gateway.webhooks.Outbox;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that listens, and what stands behind each path. */
final class FrontDoors {
    private final Config config;
    private final Vertx vertx;
    private final Hub hub;
    private final Node node;
    private final Cluster cluster;
    private final TokenVerifier tokens;
    private final IceServers ice;
    private final AddressGate addresses;
    private final Metrics metrics;
    private final PushDesk push;
    private final Limits limits;
    private final Assets pages;
    private final BackendApi api;

    FrontDoors(
            Config config,
            Vertx vertx,
            Hub hub,
            Node node,
            Cluster cluster,
            TokenVerifier tokens,
            IceServers ice,
            AddressGate addresses,
            @Nullable Outbox outbox,
            Metrics metrics,
            ListStore answers,
            ShelfStore shelves,
            PushDesk push) {
        this.config = config;
        this.vertx = vertx;
        this.hub = hub;
        this.node = node;
        this.cluster = cluster;
        this.tokens = tokens;
        this.ice = ice;
        this.addresses = addresses;
        this.metrics = metrics;
        this.push = push;
        this.limits = Limits.of(config.limits());
        this.pages = Assets.packed();
        Folders folders = new Folders(shelves, config.meetings());
        this.api = new BackendApi(
                node.backend(),
                new ApiKeys(config.api().keys(), rate(config.api())),
                new IdempotentCalls(hub, answers, config.auth().hs256Secret(), InstantSource.system()),
                minter(),
                tokens,
                config.auth().maxLifetime(),
                new WebhookOperations(hub, outbox),
                folders,
                config.meetings(),
                push,
                limits,
                InstantSource.system());
        node.backend().hosts().known(api.lobby());
        node.backend()
                .gatherings()
                .known(new Chronicle(folders, config.meetings().sessionsAge(), InstantSource.system()));
    }

    private static Rate rate(ApiConfig api) {
        return Rate.perSecond(api.requestsPerSecond(), api.requestBurst());
    }

    /** What entries of streams ask for is what calls of the API ask for. */
    Performer performer() {
        return api.performer();
    }

    GatewayServer server() {
        Map<String, Door> doors = doors();
        doors.values().forEach(door -> metrics.serves(door.dialect()));
        return new GatewayServer(
                vertx, serverOptions(config), doors, addresses, this::routes, metrics, BufferMemory.ofThisProcess());
    }

    private Map<String, Door> doors() {
        Map<String, Door> doors = new HashMap<>();
        Dialect ringway = new CountedDialect(new RingwayDialect(limits.toEvent()), metrics);
        long hello = limits.helloTimeout().toMillis();
        PublishableKeys keys = new PublishableKeys(config.auth().publishableKeys(), InstantSource.system());
        doors.put(
                "/realtime", new Door("ringway", new RingwayDoor(node, ringway, tokens, keys, hello), !keys.isEmpty()));
        if (config.skapi().enabled()) {
            Dialect skapi = new CountedDialect(new SkapiDialect(limits.toEvent()), metrics);
            doors.put("/skapi/api", new Door("skapi", new TokenDoor(node, skapi, tokens)));
        }
        if (config.peerjs().enabled()) {
            Tenant strangers = new Tenant(config.peerjs().tenant());
            doors.put(
                    "/peerjs",
                    new Door(
                            "peerjs", new PeerDoor(node, tokens, config.peerjs().key(), strangers)));
        }
        return doors;
    }

    private Handler<HttpServerRequest> routes() {
        Assets open = pages.forThePublic();
        return PublicRouter.create(vertx, () -> open, this::mount, metrics::answered);
    }

    private void mount(Router router) {
        TokenMinter minter = minter();
        ApiRoutes calls = api.routes();
        calls.mount(router);
        new IceRoute(tokens, ice).mount(router);
        new PushRoutes(tokens, push).mount(router);
        new TurnRoutes(config.ice().turn().keys(), rate(config.api()), ice, node.backend()).mount(router);
        calls.mountRest(router);
        if (config.skapi().enabled()) {
            skapi().addTo(router);
        }
        if (config.peerjs().enabled()) {
            Origins origins = new Origins(config.http().origins());
            new PeerJsRoutes(cluster, hub.context(), config.peerjs(), origins).mount(router);
        }
        if (config.dev() && minter != null) {
            new DevRoutes(minter, config.auth().maxLifetime()).mount(router);
        }
    }

    private SkapiRoutes skapi() {
        return new SkapiRoutes(
                cluster,
                hub.context(),
                tokens,
                push,
                limits,
                config.skapi(),
                new PublicAddress(config.http().publicUrl()),
                new Origins(config.http().origins()));
    }

    private @Nullable TokenMinter minter() {
        return tokens.minter().orElse(null);
    }

    /** What answers operators besides health and metrics; null where there are none. */
    @Nullable
    Handler<HttpServerRequest> operators() {
        return config.management().hasAdmins()
                ? AdminRoutes.create(vertx, config.management(), pages, node.backend(), node.operators())
                : null;
    }

    static ServerOptions serverOptions(Config config) {
        HttpConfig http = config.http();
        SocketOptions sockets = new SocketOptions(
                config.limits().frameBytes(),
                config.limits().outboxBytes(),
                http.pingInterval(),
                SocketOptions.DEFAULTS.closeTimeout(),
                SocketOptions.DEFAULTS.admitTimeout(),
                http.maxConnections());
        return new ServerOptions(
                http.host(),
                http.port(),
                http.eventLoops(),
                http.origins(),
                http.trustedProxies(),
                TlsFiles.of(http.tls()),
                HttpLimits.DEFAULTS,
                sockets);
    }
}
