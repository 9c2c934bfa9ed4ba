package io.ringway.gateway.session;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.UserId;
import io.ringway.cluster.lists.ListStore;
import io.ringway.cluster.logs.LogStore;
import io.ringway.cluster.words.WordStore;
import io.ringway.gateway.auth.AuthException;
import io.ringway.gateway.auth.KeyException;
import io.ringway.gateway.auth.Revocations;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.calls.CallObserver;
import io.ringway.gateway.calls.CallOptions;
import io.ringway.gateway.config.PresenceConfig;
import io.ringway.gateway.groups.StateBounds;
import io.ringway.gateway.history.HistoryRules;
import io.ringway.gateway.hooks.Answer;
import io.ringway.gateway.hooks.Doorkeeper;
import io.ringway.gateway.hooks.Question;
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
import io.ringway.gateway.resume.ResumeTokens;
import io.ringway.gateway.rooms.RoomLimits;
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
public final class Node {
    private static final long TICK_MILLIS = 1_000;
    private static final long LOOK_MILLIS = 50;
    private static final long PEER_TICK_MILLIS = 250;
    private static final long SETTLE_MILLIS = 2_000;

    private final Vertx vertx;
    private final ResumeTokens resumeTokens;
    private final Hub hub;
    private final Cluster cluster;
    private final Metrics metrics;
    private final InstantSource clock;
    private final Sessions sessions;
    private final Throttle throttle;
    private final Meter.Rates rates;
    private final AddressGate addresses;
    private final SessionOptions options;
    private final Announcer announcer;
    private final Resumption resumption;
    private final Calling calling;
    private final CallLog log;
    private final Admission admission;
    private final Commands commands;
    private final Messaging messaging;
    private final Relaying relaying;
    private final Moving moving;
    private final Seats seats;
    private final GroupHistories histories;
    private final Words words;
    private final GroupRules rules;
    private final GroupStates states;
    private final Transfers transfers;
    private final IceServers ice;
    private final IceRenewals renewals;
    private final Antechamber antechamber;
    private final VirtualMembers virtualMembers;
    private final Backend backend;
    private final Watch watch;
    private final Operators operators;
    private final BackendCalls backendCalls;
    private final Exclusion exclusion;
    private final Whereabouts whereabouts;
    private final Hosts hosts;
    private final TurnNames turn;
    private final Peering peering;
    private final Witness witness;
    private final Doorkeeper doorkeeper;
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
        metrics = parts.metrics();
        clock = parts.clock();
        sessions = new Sessions(metrics);
        throttle = new Throttle(sessions, parts.limits().crowds(), metrics, clock);
        rates = parts.limits().rates();
        addresses = parts.addresses();
        options = parts.sessions();
        resumeTokens = new ResumeTokens(cluster::secret);
        words = new Words(cluster, new KeptWords(parts.words()), parts.clock());
        rules = new GroupRules(words, parts.ruledGroups());
        long grace = Math.max(options.graceMillis(), options.backgroundGraceMillis());
        states = new GroupStates(words, cluster, sessions, parts.state(), grace);
        seats = new Seats(cluster, parts.rooms(), rules, parts.clock());
        relaying = new Relaying(cluster, sessions);
        long interval = parts.presence().batchInterval().toMillis();
        announcer = new Announcer(
                cluster, sessions, parts.presence(), task -> vertx.setTimer(interval, due -> hub.execute(task)));
        witness = parts.witness();
        doorkeeper = parts.doorkeeper();
        histories =
                new GroupHistories(cluster, sessions, parts.history(), parts.historyStore(), metrics, parts.clock());
        HistoryRequests history = new HistoryRequests(cluster, histories, witness, doorkeeper);
        Membership membership = new Membership(cluster, sessions, parts.limits(), seats, rules, announcer, histories);
        Recoveries recoveries = new Recoveries(cluster, hub, sessions, histories);
        moving = new Moving(cluster, hub, sessions, seats, recoveries, witness, parts.clock());
        messaging = new Messaging(
                cluster,
                sessions,
                moving,
                witness,
                history,
                new Notifications(cluster, parts.notifier()),
                new Repetitions(parts.history().options().keyMillis(), parts.clock()),
                parts.chat());
        ice = parts.ice();
        renewals = new IceRenewals(ice, hub, parts.clock());
        antechamber = new Antechamber(vertx, hub, parts.welcomeWaitMillis());
        Greeting greeting = new Greeting(
                parts.limits().toEvent(), parts.pingIntervalMillis(), resumeTokens, cluster::self, parts.clock());
        log = new CallLog(
                new CallLog.Stores(parts.histories(), parts.timelines()), cluster, sessions, metrics, parts.clock());
        CallObserver observer = CallObserver.both(log, witness);
        calling = new Calling(new Calling.Parts(
                cluster,
                sessions,
                parts.calls().withGrace(options.graceMillis(), options.backgroundGraceMillis()),
                cluster::locate,
                observer,
                parts.notifier(),
                parts.clock()));
        backendCalls = new BackendCalls(vertx, hub, cluster, calling, observer, parts.clock());
        watch = new Watch(cluster, sessions, this::parked, calling::size, metrics, parts.journal(), parts.clock());
        turn = new TurnNames(hub, cluster, ice);
        hosts = new Hosts(cluster, sessions, messaging);
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
                watch,
                doorkeeper,
                options,
                throttle,
                parts.revocations(),
                parts.clock());
        commands = new Commands(
                cluster,
                membership,
                messaging,
                history,
                new StateRequests(states),
                hosts,
                relaying,
                calling,
                log,
                admission,
                new SignalPrivacy(ice),
                parts.doorkeeper(),
                parts.clock());
        membership.whenJoined(commands::resume);
        resumption = new Resumption(
                cluster,
                sessions,
                membership,
                admission,
                calling,
                moving,
                resumeTokens,
                options,
                parts.clock(),
                session -> {
                    membership.expulsions().leaveClosed(session);
                    states.tell(session);
                },
                this::begun);
        virtualMembers = new VirtualMembers(cluster, hub, sessions, seats, rules, parts.clock());
        transfers = new Transfers(cluster, sessions, membership, rules, parts.limits());
        rules.whenClosed(group -> {
            membership.expulsions().close(group);
            virtualMembers.close(group);
        });
        peering = new Peering(hub, cluster, parts.peers(), parts.revocations(), metrics, parts.clock());
        exclusion = new Exclusion(words, sessions, admission, peering, parts.revocations());
        LastSeen lastSeen = new LastSeen(parts.clock());
        sessions.whenGone(lastSeen::ended);
        whereabouts = new Whereabouts(cluster, sessions, lastSeen);
        backend = new Backend(
                hub,
                cluster,
                sessions,
                messaging,
                virtualMembers,
                admission,
                log,
                backendCalls,
                exclusion,
                parts.revocations(),
                whereabouts,
                rules,
                states,
                transfers,
                hosts,
                turn);
        operators = new Operators(hub, watch, log);
    }

    /** Joins the cluster; completes when this node can serve. */
    public Future<Void> start() {
        return cluster.start(
                        hub.context(),
                        new NodeInbox(new NodeInbox.Parts(
                                sessions,
                                announcer,
                                messaging,
                                calling,
                                log,
                                backend,
                                virtualMembers,
                                resumption,
                                moving,
                                peering,
                                relaying,
                                seats,
                                turn,
                                watch,
                                witness,
                                new Errands(virtualMembers, whereabouts, words, transfers, backendCalls, turn),
                                histories,
                                states,
                                hosts)))
                .compose(started -> words.start())
                .onSuccess(started -> {
                    ticker = vertx.setPeriodic(TICK_MILLIS, timer -> hub.execute(this::tick));
                    peerTicker = vertx.setPeriodic(PEER_TICK_MILLIS, timer -> hub.execute(this::tickOften));
                    hub.execute(histories::start);
                });
    }

    /** Looks at the clock; once a second. */
    void tick() {
        admission.tick();
        resumption.tick();
        calling.tick();
        metrics.calls().live(calling.live());
        peering.tick();
        log.tick();
        seats.tick();
        moving.departures().tick();
        virtualMembers.tick();
        exclusion.tick();
        rules.tick();
        states.tick();
        words.tick();
    }

    private void tickOften() {
        peering.tick();
        histories.tick();
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
        if (isEmpty() || !isSucceeded() || clock.millis() >= deadline) {
            emptied.complete();
        } else {
            vertx.setTimer(LOOK_MILLIS, timer -> hub.execute(() -> look(emptied, deadline)));
        }
    }

    /** How many sessions have arrived on other nodes, ever; null where clients cannot go on there. Any thread. */
    public @Nullable IntSupplier arrivals() {
        return options.keepsSessions() ? moving.departures()::arrived : null;
    }

    /** Whether no session is left, and none that has left has still to be told by this node what was for it. */
    private boolean isEmpty() {
        return sessions.size() == 0 && moving.departures().isEmpty();
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
                    .eventually(() -> witness.settled().timeout(SETTLE_MILLIS, TimeUnit.MILLISECONDS))
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
    boolean isResumeTokenOf(String token, UserId user, String key) {
        return resumeTokens.read(token, user, key).isPresent();
    }

    /** What the app's backend may do. Any thread. */
    public Backend backend() {
        return backend;
    }

    /** What operators may see. Any thread. */
    public Operators operators() {
        return operators;
    }

    private int parked() {
        return admission.parking().size();
    }

    /** The PeerJS clients. */
    Peering peering() {
        return peering;
    }

    /** Counts a token, or a key, that was not accepted, by reason, and holds it against the address where it was forged. */
    void refused(ClientAddress address, Throwable refusal) {
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
    void guessed(ClientAddress address) {
        addresses.failed(address, clock.millis());
    }

    /** For a new connection to be counted with. */
    Meter newMeter() {
        return new Meter(rates);
    }

    /** Milliseconds since 1970. Any thread. */
    long now() {
        return clock.millis();
    }

    /** Counts what is refused. Any thread. */
    void limited(Meter.Kind kind) {
        metrics.limited(kind);
    }

    /** Ends a connection that asks on and on, whatever it is told. Any thread. */
    void flooded(Connection connection) {
        hub.execute(() -> {
            long wait = throttle.flooded(connection.principal().user());
            connection.line().close(CloseCode.RATE_LIMITED, wait);
        });
    }

    Cid newCid() {
        return cluster.newCid();
    }

    /** Where relays alone may be used. Any thread. */
    IceServers ice() {
        return ice;
    }

    /** Whether a session outlives its connection. Any thread. */
    boolean keepsSessions() {
        return options.keepsSessions();
    }

    void open(Connection connection) {
        hub.execute(() -> {
            if (doorkeeper.asks(Question.Kind.CONNECT)) {
                UserId user = connection.principal().user();
                doorkeeper
                        .ask(new Question(Question.Kind.CONNECT, user, null, ""))
                        .onSuccess(answer -> answered(connection, answer));
            } else {
                admit(connection);
            }
        });
    }

    private void answered(Connection connection, Answer answer) {
        if (answer.allow()) {
            connection.principal(Permits.with(connection.principal(), answer));
            admit(connection);
        } else {
            connection.line().close(answer.isGiven() ? CloseCode.KICKED : CloseCode.OVERLOADED);
        }
    }

    private void admit(Connection connection) {
        antechamber.enter(renewals.ask(connection), () -> enter(connection));
    }

    /** Its token was good when it was shown, and may have been revoked since; its user may have asked for too much. */
    private void enter(Connection connection) {
        CloseCode refusal = exclusion.against(connection.principal());
        long wait = throttle.banned(connection.principal().user());
        if (refusal != null) {
            connection.line().close(refusal);
        } else if (wait > 0) {
            connection.line().close(CloseCode.RATE_LIMITED, wait);
        } else {
            resumption.open(connection);
        }
    }

    /** Takes what the client said before it had a session; nothing where it has gone before it got one. */
    private void begun(Connection connection) {
        Session begun = connection.session();
        CloseCode refusal = exclusion.against(connection.principal());
        if (begun != null && refusal != null) {
            // Said while its session was on its way here from another node.
            admission.dismiss(begun, refusal);
        }
        Backlog.Waiting early = connection.early().poll();
        while (early != null && connection.session() != null) {
            take(connection, early.command());
            early = connection.early().poll();
        }
    }

    void receive(Connection connection, Command command) {
        hub.execute(() -> {
            confirm(connection);
            take(connection, command);
        });
    }

    private void take(Connection connection, Command command) {
        Session session = connection.session();
        if (session != null) {
            session.passage().hear();
            carryOut(session, command);
        } else if (!connection.keep(command)) {
            connection.line().close(CloseCode.RATE_LIMITED);
        }
    }

    private void carryOut(Session session, Command command) {
        long wait = throttle.take(session.user(), Meter.Kind.of(command));
        if (wait == 0) {
            commands.receive(session, command);
        } else {
            session.tell(new Event.Failed(
                    command.id(), ErrorCode.RATE_LIMITED, "too many requests of this user, or tenant", wait));
        }
    }

    /** The client has shown that it has its welcome, and its token with it. Any thread. */
    void confirmed(Connection connection) {
        hub.execute(() -> confirm(connection));
    }

    private static void confirm(Connection connection) {
        Session session = connection.session();
        if (session != null) {
            session.passage().confirmed();
        }
    }

    /** Tells a connection what is wrong with what it sent, after the answers that are due. Any thread. */
    void refuse(Connection connection, Event failure) {
        hub.execute(() -> {
            if (connection.session() == null) {
                connection.speaks();
            }
            Session session = connection.session();
            if (session != null) {
                session.passage().confirmed();
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
