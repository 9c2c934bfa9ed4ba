package io.ringway.gateway.session;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.lists.ListStore;
import io.ringway.gateway.auth.AuthException;
import io.ringway.gateway.auth.KeyException;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.calls.CallOptions;
import io.ringway.gateway.ice.IceServers;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.peers.PeerOptions;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.resume.ResumeTokens;
import io.ringway.gateway.rooms.RoomLimits;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One node of the gateway: its sessions, groups and calls over a cluster. The front doors and the backend API come in here,
 * from any thread; everything is carried out on the hub.
 */
public final class Node {
    private static final long TICK_MILLIS = 1_000;
    private static final long LOOK_MILLIS = 50;
    private static final long PEER_TICK_MILLIS = 250;
    private static final long SETTLE_MILLIS = 2_000;

    private final Vertx vertx;
    private final Hub hub;
    private final Cluster cluster;
    private final Metrics metrics;
    private final InstantSource clock;
    private final Sessions sessions;
    private final SessionOptions options;
    private final Resumption resumption;
    private final Calling calling;
    private final CallLog log;
    private final Admission admission;
    private final Commands commands;
    private final Messaging messaging;
    private final Relaying relaying;
    private final Seats seats;
    private final IceServers ice;
    private final IceRenewals renewals;
    private final Antechamber antechamber;
    private final VirtualMembers virtualMembers;
    private final Backend backend;
    private final Peering peering;
    private volatile long ticker = -1;
    private volatile long peerTicker = -1;

    /**
     * What a node is made of.
     *
     * @param welcomeWaitMillis how long a welcome waits for TURN credentials
     * @param expiryWarningMillis how long before its token's end a connection is warned
     * @param histories where users' calls are kept
     * @param timelines where it is kept what happened in each call
     * @param calls the bounds of calls, and the rules where users have none of their own
     */
    public record Parts(
            Vertx vertx,
            Hub hub,
            Cluster cluster,
            TokenVerifier tokens,
            IceServers ice,
            long welcomeWaitMillis,
            Limits limits,
            PeerOptions peers,
            RoomLimits rooms,
            long pingIntervalMillis,
            long expiryWarningMillis,
            SessionOptions sessions,
            ListStore histories,
            ListStore timelines,
            CallOptions calls,
            Metrics metrics,
            InstantSource clock) {}

    public Node(Parts parts) {
        vertx = parts.vertx();
        hub = parts.hub();
        cluster = parts.cluster();
        metrics = parts.metrics();
        clock = parts.clock();
        sessions = new Sessions(metrics);
        options = parts.sessions();
        ResumeTokens resumeTokens = new ResumeTokens(cluster::secret);
        seats = new Seats(cluster, parts.rooms(), parts.clock());
        relaying = new Relaying(cluster, sessions);
        Membership membership = new Membership(cluster, sessions, parts.limits(), seats);
        messaging = new Messaging(cluster, sessions);
        ice = parts.ice();
        renewals = new IceRenewals(ice, hub, parts.clock());
        antechamber = new Antechamber(vertx, hub, parts.welcomeWaitMillis());
        Greeting greeting = new Greeting(
                parts.limits().toEvent(), parts.pingIntervalMillis(), resumeTokens, cluster::self, parts.clock());
        log = new CallLog(
                new CallLog.Stores(parts.histories(), parts.timelines()), cluster, sessions, metrics, parts.clock());
        calling = new Calling(
                cluster, sessions, parts.calls().withGrace(options.graceMillis()), cluster::locate, log, parts.clock());
        admission = new Admission(
                hub,
                cluster,
                sessions,
                membership,
                calling,
                log,
                parts.tokens(),
                new Expiries(parts.expiryWarningMillis()),
                renewals,
                greeting,
                options,
                parts.clock());
        commands = new Commands(
                cluster,
                membership,
                messaging,
                relaying,
                calling,
                log,
                admission,
                new SignalPrivacy(ice),
                parts.clock());
        membership.whenJoined(commands::resume);
        resumption = new Resumption(
                cluster, sessions, membership, admission, calling, resumeTokens, options, parts.clock(), this::begun);
        virtualMembers = new VirtualMembers(cluster, hub);
        backend = new Backend(vertx, hub, cluster, sessions, messaging, virtualMembers, admission, log);
        peering = new Peering(hub, cluster, parts.peers(), parts.clock());
    }

    /** Joins the cluster; completes when this node can serve. */
    public Future<Void> start() {
        return cluster.start(
                        hub.context(),
                        new NodeInbox(new NodeInbox.Parts(
                                sessions,
                                messaging,
                                calling,
                                log,
                                backend,
                                virtualMembers,
                                resumption,
                                peering,
                                relaying,
                                seats,
                                ice)))
                .onSuccess(started -> {
                    ticker = vertx.setPeriodic(TICK_MILLIS, timer -> hub.execute(this::tick));
                    peerTicker = vertx.setPeriodic(PEER_TICK_MILLIS, timer -> hub.execute(peering::tick));
                });
    }

    /** Looks at the clock; once a second. */
    void tick() {
        admission.tick();
        resumption.tick();
        calling.tick();
        peering.tick();
        log.tick();
        seats.tick();
    }

    /**
     * Completes when other nodes have taken over every session of this one, or at the deadline, or at once where there is
     * nobody to take over. Close the sockets before.
     */
    public Future<Void> emptied(Duration deadline) {
        Promise<Void> emptied = Promise.promise();
        hub.execute(() -> look(emptied, clock.millis() + deadline.toMillis()));
        return emptied.future();
    }

    private void look(Promise<Void> emptied, long deadline) {
        if (sessions.size() == 0 || !isSucceeded() || clock.millis() >= deadline) {
            emptied.complete();
        } else {
            vertx.setTimer(LOOK_MILLIS, timer -> hub.execute(() -> look(emptied, deadline)));
        }
    }

    /** Whether other nodes may go on with this one's sessions: then what is left of them is missed, and not gone. */
    private boolean isSucceeded() {
        return options.keepsSessions() && !cluster.peers().isEmpty();
    }

    /** Leaves the cluster, and ends the sessions that are left where nobody can go on with them. Close the sockets before. */
    public Future<Void> stop() {
        Promise<Void> stopped = Promise.promise();
        hub.execute(() -> {
            vertx.cancelTimer(ticker);
            antechamber.close();
            if (!isSucceeded()) {
                admission.endAll();
            }
            vertx.cancelTimer(peerTicker);
            peering.closeAll();
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

    /** The PeerJS clients. */
    Peering peering() {
        return peering;
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

    /** Whether a session outlives its connection. Any thread. */
    boolean keepsSessions() {
        return options.keepsSessions();
    }

    void open(Connection connection) {
        hub.execute(() -> antechamber.enter(renewals.ask(connection), () -> resumption.open(connection)));
    }

    /** Takes what the client said before it had a session; nothing where it has gone before it got one. */
    private void begun(Connection connection) {
        Command early = connection.early().poll();
        while (early != null && connection.session() != null) {
            receive(connection, early);
            early = connection.early().poll();
        }
    }

    void receive(Connection connection, Command command) {
        hub.execute(() -> {
            Session session = connection.session();
            if (session != null) {
                session.passage().hear();
                commands.receive(session, command);
            } else if (!connection.keep(command)) {
                connection.line().close(CloseCode.RATE_LIMITED);
            }
        });
    }

    /** Tells a connection what is wrong with what it sent, after the answers that are due. Any thread. */
    void refuse(Connection connection, Event failure) {
        hub.execute(() -> {
            Session session = connection.session();
            if (session != null) {
                session.passage().hear();
                session.tell(failure);
            }
        });
    }

    /** Never at once: a socket may break in the middle of a fan-out to it. */
    void close(Connection connection, int code) {
        connection.line().loop().execute(() -> hub.execute(() -> admission.closed(connection, code)));
    }
}
