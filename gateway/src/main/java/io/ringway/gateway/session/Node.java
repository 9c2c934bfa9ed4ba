package io.ringway.gateway.session;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.lists.ListStore;
import io.ringway.gateway.auth.AuthException;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.calls.CallOptions;
import io.ringway.gateway.ice.IceServers;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Event;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One node of the gateway: its sessions, groups and calls over a cluster. The front doors and the backend API come in here,
 * from any thread; everything is carried out on the hub.
 */
public final class Node {
    private static final long TICK_MILLIS = 1_000;
    private static final long SETTLE_MILLIS = 2_000;

    private final Vertx vertx;
    private final Hub hub;
    private final Cluster cluster;
    private final Metrics metrics;
    private final Sessions sessions;
    private final Calling calling;
    private final CallLog log;
    private final Admission admission;
    private final Commands commands;
    private final Messaging messaging;
    private final VirtualMembers virtualMembers;
    private final Backend backend;
    private volatile long ticker = -1;

    /**
     * What a node is made of.
     *
     * @param expiryWarningMillis how long before its token's end a connection is warned
     * @param histories where users' calls are kept
     * @param timelines where it is kept what happened in each call
     */
    public record Parts(
            Vertx vertx,
            Hub hub,
            Cluster cluster,
            TokenVerifier tokens,
            IceServers ice,
            Limits limits,
            long pingIntervalMillis,
            long expiryWarningMillis,
            ListStore histories,
            ListStore timelines,
            Metrics metrics,
            InstantSource clock) {}

    public Node(Parts parts) {
        vertx = parts.vertx();
        hub = parts.hub();
        cluster = parts.cluster();
        metrics = parts.metrics();
        sessions = new Sessions(metrics);
        Membership membership = new Membership(cluster, sessions, parts.limits());
        messaging = new Messaging(cluster, sessions);
        log = new CallLog(
                new CallLog.Stores(parts.histories(), parts.timelines()), cluster, sessions, metrics, parts.clock());
        calling = new Calling(cluster, sessions, CallOptions.DEFAULTS, log, parts.clock());
        Greeting greeting = new Greeting(parts.limits().toEvent(), parts.pingIntervalMillis(), parts.clock());
        admission = new Admission(
                hub,
                cluster,
                sessions,
                membership,
                calling,
                log,
                parts.tokens(),
                new Expiries(parts.expiryWarningMillis()),
                new IceRenewals(parts.ice()),
                greeting,
                parts.clock());
        commands = new Commands(membership, messaging, calling, log, admission, parts.clock());
        membership.whenJoined(commands::resume);
        virtualMembers = new VirtualMembers(cluster);
        backend = new Backend(vertx, hub, cluster, sessions, messaging, virtualMembers, log);
    }

    /** Joins the cluster; completes when this node can serve. */
    public Future<Void> start() {
        return cluster.start(hub.context(), new NodeInbox(sessions, messaging, calling, log, backend, virtualMembers))
                .onSuccess(started -> ticker = vertx.setPeriodic(TICK_MILLIS, timer -> hub.execute(this::tick)));
    }

    /** Looks at the clock; once a second. */
    void tick() {
        admission.tick();
        calling.tick();
        log.tick();
    }

    /** Ends the sessions that are left, and leaves the cluster. Close the sockets before. */
    public Future<Void> stop() {
        Promise<Void> stopped = Promise.promise();
        hub.execute(() -> {
            vertx.cancelTimer(ticker);
            admission.closeAll();
            // The calls that have just ended belong into the histories before the stores are closed.
            log.settled(((ContextInternal) hub.context()).promise())
                    .timeout(SETTLE_MILLIS, TimeUnit.MILLISECONDS)
                    .transform(settled -> cluster.stop())
                    .onComplete(stopped);
        });
        return stopped.future();
    }

    /** Whether this node takes new connections. Any thread. */
    public boolean ready() {
        return cluster.health().ready();
    }

    /** What the app's backend may do. Any thread. */
    public Backend backend() {
        return backend;
    }

    /** Counts a token that was not accepted, by reason. */
    void refused(Throwable refusal) {
        if (refusal instanceof AuthException reason) {
            metrics.authFailure(reason.reason().name().toLowerCase(Locale.ROOT));
        }
    }

    Cid newCid() {
        return cluster.newCid();
    }

    void open(Session session, long hello) {
        hub.execute(() -> admission.open(session, hello));
    }

    void receive(Session session, Command command) {
        hub.execute(() -> commands.receive(session, command));
    }

    /** Tells a connection something, after the welcome and the answers that are due. Any thread. */
    void tell(Session session, Event event) {
        hub.execute(() -> session.tell(event));
    }

    /** Never at once: a socket may break in the middle of a fan-out to it. */
    void close(Session session, int code) {
        session.socket().loop().execute(() -> hub.execute(() -> admission.close(session, code)));
    }
}
