package io.ringway.gateway.session;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.gateway.auth.AuthException;
import io.ringway.gateway.auth.KeyException;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.calls.CallOptions;
import io.ringway.gateway.ice.IceServers;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.rooms.RoomLimits;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Locale;

/**
 * One node of the gateway: its sessions, groups and calls over a cluster. The front doors and the backend API come in here,
 * from any thread; everything is carried out on the hub.
 */
public final class Node {
    private static final long TICK_MILLIS = 1_000;

    private final Vertx vertx;
    private final Hub hub;
    private final Cluster cluster;
    private final Metrics metrics;
    private final Sessions sessions;
    private final Calling calling;
    private final Admission admission;
    private final Commands commands;
    private final Messaging messaging;
    private final Relaying relaying;
    private final Seats seats;
    private final VirtualMembers virtualMembers;
    private final Backend backend;
    private volatile long ticker = -1;

    /**
     * What a node is made of.
     *
     * @param expiryWarningMillis how long before its token's end a connection is warned
     */
    public record Parts(
            Vertx vertx,
            Hub hub,
            Cluster cluster,
            TokenVerifier tokens,
            IceServers ice,
            Limits limits,
            RoomLimits rooms,
            long pingIntervalMillis,
            long expiryWarningMillis,
            Metrics metrics,
            InstantSource clock) {}

    public Node(Parts parts) {
        vertx = parts.vertx();
        hub = parts.hub();
        cluster = parts.cluster();
        metrics = parts.metrics();
        sessions = new Sessions(metrics);
        seats = new Seats(cluster, parts.rooms(), parts.clock());
        Membership membership = new Membership(cluster, sessions, parts.limits(), seats);
        messaging = new Messaging(cluster, sessions);
        relaying = new Relaying(cluster, sessions);
        calling = new Calling(cluster, sessions, CallOptions.DEFAULTS, parts.clock());
        Greeting greeting = new Greeting(parts.limits().toEvent(), parts.pingIntervalMillis(), parts.clock());
        admission = new Admission(
                hub,
                cluster,
                sessions,
                membership,
                calling,
                parts.tokens(),
                new Expiries(parts.expiryWarningMillis()),
                new IceRenewals(parts.ice()),
                greeting,
                parts.clock());
        commands = new Commands(membership, messaging, relaying, calling, admission, parts.clock());
        membership.whenJoined(commands::resume);
        virtualMembers = new VirtualMembers(cluster);
        backend = new Backend(vertx, hub, cluster, sessions, messaging, virtualMembers);
    }

    /** Joins the cluster; completes when this node can serve. */
    public Future<Void> start() {
        return cluster.start(
                        hub.context(),
                        new NodeInbox(sessions, messaging, calling, backend, virtualMembers, relaying, seats))
                .onSuccess(started -> ticker = vertx.setPeriodic(TICK_MILLIS, timer -> hub.execute(this::tick)));
    }

    /** Looks at the clock; once a second. */
    void tick() {
        admission.tick();
        calling.tick();
        seats.tick();
    }

    /** Ends the sessions that are left, and leaves the cluster. Close the sockets before. */
    public Future<Void> stop() {
        Promise<Void> stopped = Promise.promise();
        hub.execute(() -> {
            vertx.cancelTimer(ticker);
            admission.closeAll();
            cluster.stop().onComplete(stopped);
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

    /** Counts a token, or a key, that was not accepted, by reason. */
    void refused(Throwable refusal) {
        if (refusal instanceof AuthException reason) {
            metrics.authFailure(reason.reason().name().toLowerCase(Locale.ROOT));
        } else if (refusal instanceof KeyException reason) {
            metrics.authFailure(reason.code().code());
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
