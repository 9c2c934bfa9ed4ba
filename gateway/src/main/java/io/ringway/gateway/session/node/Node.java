package io.ringway.gateway.session.node;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Inbox;
import io.ringway.cluster.UserId;
import io.ringway.cluster.lists.ListStore;
import io.ringway.cluster.logs.LogStore;
import io.ringway.cluster.seen.SeenStore;
import io.ringway.cluster.words.WordStore;
import io.ringway.gateway.auth.AuthException;
import io.ringway.gateway.auth.KeyException;
import io.ringway.gateway.auth.Revocations;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.calls.CallOptions;
import io.ringway.gateway.config.PresenceConfig;
import io.ringway.gateway.groups.StateBounds;
import io.ringway.gateway.history.HistoryRules;
import io.ringway.gateway.hooks.Doorkeeper;
import io.ringway.gateway.ice.IceServers;
import io.ringway.gateway.journal.Journal;
import io.ringway.gateway.limits.AddressGate;
import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.limits.Meter;
import io.ringway.gateway.meetings.ChatLimit;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.peers.PeerOptions;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.push.Notifier;
import io.ringway.gateway.rooms.RoomLimits;
import io.ringway.gateway.session.Connection;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.Reception;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.backend.Backend;
import io.ringway.gateway.session.operators.Operators;
import io.ringway.gateway.session.peers.Peering;
import io.ringway.gateway.session.virtual.VirtualHandovers;
import io.ringway.gateway.webhooks.Witness;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One node of the gateway: its sessions, groups and calls over a cluster. The front doors and the backend API come in here,
 * from any thread; everything is carried out on the hub.
 */
public final class Node implements Reception {
    private static final long TICK_MILLIS = 1_000;
    private static final long LOOK_MILLIS = 50;
    private static final long PEER_TICK_MILLIS = 250;
    private static final long SETTLE_MILLIS = 2_000;

    private final Vertx vertx;
    private final Hub hub;
    private final Cluster cluster;
    private final IceServers ice;
    private final Metrics metrics;
    private final InstantSource clock;
    private final Witness witness;
    private final Meter.Rates rates;
    private final AddressGate addresses;
    private final SessionOptions options;
    private final Sessions sessions;
    private final NodeGroups groups;
    private final NodeCalls calls;
    private final NodeClients clients;
    private final NodeBackend backend;
    private final Inbox inbox;
    private final Operators operators;
    private volatile long ticker = -1;
    private volatile long peerTicker = -1;

    /**
     * What a node is made of.
     *
     * @param welcomeWaitMillis how long a welcome waits for TURN credentials
     * @param expiryWarningMillis how long before its token's end a connection is warned
     * @param addresses who is told of addresses that show what is forged
     * @param ruledGroups how many groups of one tenant something may be said of
     * @param state how much state groups may have
     * @param words where it outlives every node what is said of groups, and who is kept out
     * @param seen where it outlives every node when users were last here
     * @param callRules where it outlives every node what users say about calls to them
     * @param historyStore where groups' messages are kept beside the nodes' memory; null where that is all
     * @param histories where users' calls are kept
     * @param timelines where it is kept what happened in each call
     * @param calls the bounds of calls, and the rules where users have none of their own
     * @param journal what is remembered of users' sessions; the node's own from now on
     * @param witness told what happens here
     * @param doorkeeper asked before some of it
     * @param notifier tells users who are not connected
     */
    public record Parts(
            Vertx vertx,
            Hub hub,
            Cluster cluster,
            TokenVerifier tokens,
            Revocations revocations,
            IceServers ice,
            long welcomeWaitMillis,
            Limits limits,
            PresenceConfig presence,
            PeerOptions peers,
            RoomLimits rooms,
            int ruledGroups,
            StateBounds state,
            WordStore words,
            WordStore callRules,
            SeenStore seen,
            HistoryRules history,
            @Nullable LogStore historyStore,
            ChatLimit chat,
            long pingIntervalMillis,
            long expiryWarningMillis,
            SessionOptions sessions,
            AddressGate addresses,
            ListStore histories,
            ListStore timelines,
            CallOptions calls,
            Journal journal,
            Witness witness,
            Doorkeeper doorkeeper,
            Notifier notifier,
            Metrics metrics,
            InstantSource clock) {}

    public Node(Parts parts) {
        vertx = parts.vertx();
        hub = parts.hub();
        cluster = parts.cluster();
        ice = parts.ice();
        metrics = parts.metrics();
        clock = parts.clock();
        witness = parts.witness();
        rates = parts.limits().rates();
        addresses = parts.addresses();
        options = parts.sessions();
        sessions = new Sessions(metrics);
        groups = new NodeGroups(parts, sessions);
        calls = new NodeCalls(parts, sessions);
        clients = new NodeClients(parts, sessions, groups, calls);
        backend = new NodeBackend(parts, sessions, groups, calls, clients);
        inbox = inbox();
        operators = new Operators(hub, clients.watch, calls.log);
    }

    private NodeInbox inbox() {
        return new NodeInbox(new NodeInbox.Parts(
                sessions,
                groups.announcer,
                groups.messaging,
                groups.interruptions,
                calls.calling,
                calls.log,
                backend.backend,
                groups.virtualMembers,
                clients.resumption,
                groups.moving,
                clients.peering,
                groups.relaying,
                groups.seats,
                backend.turn,
                clients.watch,
                witness,
                backend.errands,
                groups.histories,
                groups.states,
                groups.hosts,
                groups.gatherings,
                groups.relisting));
    }

    /** Joins the cluster; completes when this node can serve. */
    public Future<Void> start() {
        return cluster.start(hub.context(), inbox)
                .compose(started ->
                        Future.join(groups.words.start(), calls.start()).<Void>mapEmpty())
                .onSuccess(started -> {
                    ticker = vertx.setPeriodic(TICK_MILLIS, timer -> hub.execute(this::tick));
                    peerTicker = vertx.setPeriodic(PEER_TICK_MILLIS, timer -> hub.execute(this::tickOften));
                    hub.execute(groups.histories::start);
                });
    }

    /** Looks at the clock; once a second. */
    public void tick() {
        clients.tick();
        calls.tick();
        groups.tick();
        backend.lastSeen.tick();
    }

    private void tickOften() {
        clients.peering.tick();
        groups.histories.tick();
    }

    /**
     * Completes when other nodes have taken over every session of this one, and every member without a connection, or at the
     * deadline, or at once where there is nobody to take over. Close the sockets before.
     */
    public Future<Void> emptied(Duration deadline) {
        Promise<Void> emptied = Promise.promise();
        hub.execute(() -> look(emptied, clock.millis() + deadline.toMillis()));
        return emptied.future();
    }

    private void look(Promise<Void> emptied, long deadline) {
        handovers().leave();
        boolean isLeft = (isEmpty() || !isSucceeded()) && handovers().isDone();
        if (isLeft || clock.millis() >= deadline) {
            emptied.complete();
        } else {
            vertx.setTimer(LOOK_MILLIS, timer -> hub.execute(() -> look(emptied, deadline)));
        }
    }

    /** How many sessions have arrived on other nodes, ever; null where clients cannot go on there. Any thread. */
    public @Nullable IntSupplier arrivals() {
        return options.keepsSessions() ? groups.moving.departures()::arrived : null;
    }

    /** Whether no session is left, and none that has left has still to be told by this node what was for it. */
    private boolean isEmpty() {
        return sessions.size() == 0 && groups.moving.departures().isEmpty();
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
            clients.antechamber.close();
            groups.announcer.stop();
            if (!isSucceeded()) {
                clients.admission.endAll();
            }
            vertx.cancelTimer(peerTicker);
            clients.peering.closeAll();
            // The calls that have just ended belong into the histories before the stores are closed.
            calls.log
                    .settled(((ContextInternal) hub.context()).promise())
                    .timeout(SETTLE_MILLIS, TimeUnit.MILLISECONDS)
                    .eventually(() -> witness.settled().timeout(SETTLE_MILLIS, TimeUnit.MILLISECONDS))
                    .eventually(() -> backend.lastSeen.settled().timeout(SETTLE_MILLIS, TimeUnit.MILLISECONDS))
                    .transform(settled -> cluster.stop())
                    .onComplete(stopped);
        });
        return stopped.future();
    }

    /** Whether this node takes new connections. Any thread. */
    public boolean ready() {
        return cluster.health().ready();
    }

    /** Whether a resume token was given to this user with this publishable key, by whichever node, used or not. Any thread. */
    public boolean isResumeTokenOf(String token, UserId user, String key) {
        return clients.resumeTokens.read(token, user, key).isPresent();
    }

    /** What the app's backend may do. Any thread. */
    public Backend backend() {
        return backend.backend;
    }

    /** What operators may see. Any thread. */
    public Operators operators() {
        return operators;
    }

    /** Members without a connection that go to other nodes. */
    public VirtualHandovers handovers() {
        return groups.virtualMembers.handovers();
    }

    /** The PeerJS clients. */
    public Peering peering() {
        return clients.peering;
    }

    /** Counts a token, or a key, that was not accepted, by reason, and holds it against the address where it was forged. */
    public void refused(ClientAddress address, Throwable refusal) {
        if ((refusal instanceof AuthException token && token.isForged())
                || (refusal instanceof KeyException key && key.code() == ErrorCode.BAD_KEY)) {
            guessed(address);
        }
        if (refusal instanceof AuthException reason) {
            metrics.authFailure(reason.reason().name().toLowerCase(Locale.ROOT));
        } else if (refusal instanceof KeyException reason) {
            metrics.authFailure(reason.code().code());
        }
    }

    /** Somebody there has shown what nobody has given out. Any thread. */
    public void guessed(ClientAddress address) {
        addresses.failed(address, clock.millis());
    }

    /** For a new connection to be counted with. */
    @Override
    public Meter newMeter() {
        return new Meter(rates);
    }

    /** Milliseconds since 1970. Any thread. */
    @Override
    public long now() {
        return clock.millis();
    }

    /** Counts what is refused. Any thread. */
    @Override
    public void limited(Meter.Kind kind) {
        metrics.limited(kind);
    }

    /** Ends a connection that asks on and on, whatever it is told. Any thread. */
    @Override
    public void flooded(Connection connection) {
        hub.execute(() -> {
            long wait = clients.throttle.flooded(connection.principal().user());
            connection.line().close(CloseCode.RATE_LIMITED, wait);
        });
    }

    Cid newCid() {
        return cluster.newCid();
    }

    /** Where relays alone may be used. Any thread. */
    public IceServers ice() {
        return ice;
    }

    /** Whether a session outlives its connection. Any thread. */
    @Override
    public boolean keepsSessions() {
        return options.keepsSessions();
    }

    /** A new connection comes in. Any thread. */
    @Override
    public void open(Connection connection) {
        clients.entrance.open(connection);
    }

    /** It says something. Any thread. */
    @Override
    public void receive(Connection connection, Command command) {
        clients.intake.receive(connection, command);
    }

    /** The client has shown that it has its welcome, and its token with it. Any thread. */
    @Override
    public void confirmed(Connection connection) {
        clients.intake.confirmed(connection);
    }

    /** Tells a connection what is wrong with what it sent, after the answers that are due. Any thread. */
    @Override
    public void refuse(Connection connection, Event failure) {
        clients.intake.refuse(connection, failure);
    }

    /** Never at once: a socket may break in the middle of a fan-out to it. */
    @Override
    public void close(Connection connection, int code) {
        connection.line().loop().execute(() -> hub.execute(() -> clients.admission.closed(connection, code)));
    }
}
