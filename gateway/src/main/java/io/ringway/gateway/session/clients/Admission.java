package io.ringway.gateway.session.clients;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.LeaveReason;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.auth.Revocations;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.hooks.Answer;
import io.ringway.gateway.hooks.Doorkeeper;
import io.ringway.gateway.hooks.Question;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.SessionLine;
import io.ringway.gateway.resume.ReplayLog;
import io.ringway.gateway.session.Backlog;
import io.ringway.gateway.session.Connection;
import io.ringway.gateway.session.Endings;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.Line;
import io.ringway.gateway.session.Passage;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.calls.Calling;
import io.ringway.gateway.session.calls.log.CallLog;
import io.ringway.gateway.session.groups.Membership;
import io.ringway.gateway.session.operators.Watch;
import io.vertx.core.AsyncResult;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The beginning and the end of sessions, what is between two connections of one, and their tokens. Hub only. */
public final class Admission {
    /** RFC 6455, 7.4.1: the client's page goes away, and takes with it what the session could be resumed with. */
    private static final int PAGE_GONE = 1001;
    /** No close frame came. */
    private static final int BROKEN = 1006;

    private final Hub hub;
    private final Cluster cluster;
    private final Sessions sessions;
    private final Membership membership;
    private final Calling calling;
    private final CallLog log;
    private final TokenVerifier tokens;
    private final Expiries expiries;
    private final IceRenewals renewals;
    private final Greeting greeting;
    private final Watch watch;
    private final Doorkeeper doorkeeper;
    private final Parking parking;
    private final Kicks kicks;
    private final SessionOptions options;
    private final Throttle throttle;
    private final Revocations revocations;
    private final InstantSource clock;

    public Admission(
            Hub hub,
            Cluster cluster,
            Sessions sessions,
            Membership membership,
            Calling calling,
            CallLog log,
            TokenVerifier tokens,
            Expiries expiries,
            IceRenewals renewals,
            Greeting greeting,
            Watch watch,
            Doorkeeper doorkeeper,
            SessionOptions options,
            Throttle throttle,
            Revocations revocations,
            InstantSource clock) {
        this.hub = hub;
        this.cluster = cluster;
        this.sessions = sessions;
        this.membership = membership;
        this.calling = calling;
        this.log = log;
        this.tokens = tokens;
        this.expiries = expiries;
        this.renewals = renewals;
        this.greeting = greeting;
        this.watch = watch;
        this.doorkeeper = doorkeeper;
        this.parking = new Parking(options.parkedBytes());
        this.kicks = new Kicks(cluster, options, clock);
        this.options = options;
        this.throttle = throttle;
        this.revocations = revocations;
        this.clock = clock;
    }

    /** What operators see of it. */
    public Watch watch() {
        return watch;
    }

    public Parking parking() {
        return parking;
    }

    public Kicks kicks() {
        return kicks;
    }

    /** A session of its own for a new connection. */
    public void begin(Connection connection) {
        if (connection.isClosed()) {
            return;
        }
        Line line = connection.line();
        if (!throttle.hasRoom(connection.principal().user())) {
            line.close(CloseCode.RATE_LIMITED, Throttle.FULL_RETRY_MILLIS);
            return;
        }
        Session session =
                new Session(cluster.newCid(), connection.principal(), connection.dialect(), line, new Passage());
        register(session);
        watch.note(session, SessionLine.What.OPENED);
        connection.attach(session);
        Function<ReplayLog, @Nullable Frame> welcome =
                welcome(session, connection.hello().id(), false, true);
        line.run(() -> line.resume(new ReplayLog(options.replayBytes()), 0, welcome));
        log.opened(session);
    }

    /** A session with an id of its own, or that of an earlier one elsewhere, is known here from now on. */
    public void register(Session session) {
        sessions.add(session);
        expiries.watch(session, clock.millis());
        cluster.connected(session.user());
        tellGrace(session);
    }

    /** Should this node be lost, the others give its client the time that it was promised. */
    private void tellGrace(Session session) {
        boolean isLonger = options.graceOf(session) > options.graceMillis();
        cluster.waits(session.cid(), isLonger ? Math.toIntExact(options.graceOf(session)) : 0);
    }

    /**
     * Another connection for a session, in place of the one it has, or has lost.
     *
     * @param token the number of the one that was shown, or {@link Passage#NO_TOKEN}
     * @param received how many frames the client has of it
     * @param isWhole whether nothing was lost on the way here
     */
    public void reattach(Connection connection, Session session, int token, long received, boolean isWhole) {
        Line old = session.line();
        Line next = connection.line();
        old.close(CloseCode.REPLACED);
        boolean wasParked = session.isParked();
        parking.forget(session);
        renewals.forget(session);
        expiries.forget(session);
        sessions.renew(session, connection.principal());
        expiries.watch(session, clock.millis());
        session.passage().renewed(token);
        if (!isWhole) {
            session.passage().tear();
        }
        sessions.redirect(session, next);
        watch.note(session, SessionLine.What.RESUMED);
        connection.attach(session);
        Function<ReplayLog, @Nullable Frame> welcome = welcome(
                session, connection.hello().id(), true, !session.passage().admitTorn(), received);
        old.run(() -> old.detach(log -> next.run(() -> {
            next.resume(log, received, welcome);
            // The pong shows that the welcome, and the new token in it, has come.
            next.ping();
        })));
        if (wasParked) {
            membership.suspect(session, false);
            calling.resumed(session);
        }
        membership.expulsions().leaveForbidden(session);
    }

    private Function<ReplayLog, @Nullable Frame> welcome(
            Session session, long hello, boolean resumed, boolean isWhole) {
        return welcome(session, hello, resumed, isWhole, 0);
    }

    /** What of it depends on the log is found out where the log is, on the socket's event loop. */
    private Function<ReplayLog, @Nullable Frame> welcome(
            Session session, long hello, boolean resumed, boolean isWhole, long received) {
        Event.IceServers ice = renewals.first(session);
        String epoch = Greeting.epoch(cluster.self(), session.passage().moves());
        Greeting.Resumable resumable = keepsSessions()
                ? greeting.resumable(
                        session, options.graceOf(session), calling.handovers().callsOf(session.cid()))
                : null;
        return log -> session.dialect()
                .encode(greeting.welcome(
                        session,
                        epoch,
                        hello,
                        ice,
                        resumable == null
                                ? null
                                : resumable.at(resumed, isWhole && log.covers(received), log.before())));
    }

    boolean keepsSessions() {
        return options.keepsSessions();
    }

    /** @param code the close code of whoever closed first */
    public void closed(Connection connection, int code) {
        connection.markClosed();
        Session session = connection.session();
        if (session == null || session.closed()) {
            return;
        }
        long now = clock.millis();
        if (waits(code)) {
            park(session, code == BROKEN ? parking.lostAt(now) : now);
        } else {
            boolean isGoodbye = code == CloseCode.NORMAL.code();
            end(session, isGoodbye ? LeaveReason.LEFT : Endings.loss(session, now));
        }
    }

    private boolean waits(int code) {
        return keepsSessions() && code != PAGE_GONE && !CloseCode.isFinal(code);
    }

    /** The session goes on without a connection, for a while. */
    public void park(Session session) {
        park(session, clock.millis());
    }

    private void park(Session session, long lostAt) {
        session.ending(Endings.loss(session, lostAt));
        watch.note(session, SessionLine.What.PARKED);
        shelve(session);
        parking.park(session, lostAt + options.graceOf(session));
        membership.suspect(session, true);
        calling.suspended(session);
    }

    /** Whatever is for the session is kept from now on. */
    public void shelve(Session session) {
        Line old = session.line();
        Line parked = Line.parked(hub.loop());
        old.close(CloseCode.REPLACED);
        sessions.redirect(session, parked);
        renewals.forget(session);
        old.run(() -> old.detach(log -> parked.run(() -> parked.attach(log))));
    }

    /** The end of a session. */
    void end(Session session, LeaveReason reason) {
        if (session.closed()) {
            return;
        }
        session.ending(reason);
        watch.note(session, Endings.line(reason));
        calling.gone(session);
        cluster.ended(session.cid());
        membership.leaveAll(session, reason);
        forget(session);
    }

    /** The session is not this node's any more: it has ended, or is another's. */
    public void forget(Session session) {
        handOver(session);
        cluster.disconnected(session.user());
        Line line = session.line();
        line.run(() -> line.detach(ReplayLog::release));
    }

    /** As {@link #forget}, for a session whose log goes along to another node, and whose user is to be found here a while yet. */
    public void handOver(Session session) {
        session.markClosed();
        cluster.waits(session.cid(), 0);
        expiries.forget(session);
        renewals.forget(session);
        parking.forget(session);
        sessions.remove(session);
    }

    /**
     * Ends a session from here, and at once: its socket may stay open until its client has answered, and no token is to resume the session
     * meanwhile. Its client is told why, where it has one.
     */
    public void dismiss(Session session, CloseCode code) {
        session.line().close(code);
        if (code == CloseCode.KICKED) {
            kicks.kick(session);
        }
        end(session, Endings.of(code));
    }

    /** Ends every session, where nobody could go on with it: its connection may be gone, and that not yet have come here. */
    public void endAll() {
        List.copyOf(sessions.all()).forEach(session -> end(session, LeaveReason.DISCONNECTED));
    }

    public void background(Session session, Command.Background command) {
        session.passage().background(command.on());
        tellGrace(session);
        session.tell(new Event.Kept(command.id(), options.graceOf(session)));
        calling.graces().changed(session);
    }

    /**
     * Shows another token. What a client says meanwhile waits behind it, another token too: so that nobody asks the app's
     * backend more than one question at a time.
     *
     * @param resume runs what it is given, and then carries out what waited
     */
    public void refresh(Session session, Command.Refresh command, Consumer<Runnable> resume) {
        session.waiting(Backlog.behindJoin());
        tokens.verify(command.token())
                .onComplete(verified -> hub.execute(() -> refreshed(session, command, verified, resume)));
    }

    private void refreshed(
            Session session, Command.Refresh command, AsyncResult<Principal> verified, Consumer<Runnable> resume) {
        boolean isOwn = verified.succeeded() && verified.result().user().equals(session.user());
        if (isOwn && !session.closed() && doorkeeper.asks(Question.Kind.CONNECT)) {
            // Another token is another way in: what the backend gave with the first one must not be shed with it.
            doorkeeper
                    .ask(new Question(Question.Kind.CONNECT, session.user(), session.cid(), ""))
                    .onSuccess(answer -> resume.accept(() -> answered(session, command, verified.result(), answer)));
        } else {
            resume.accept(() -> unasked(session, command, verified));
        }
    }

    private void unasked(Session session, Command.Refresh command, AsyncResult<Principal> verified) {
        if (session.closed()) {
            return;
        }
        if (verified.failed()) {
            refuse(
                    session,
                    command,
                    TokenRefusal.of(verified.cause()),
                    TokenRefusal.retryAfterMillis(verified.cause()));
        } else if (!verified.result().user().equals(session.user())) {
            session.fail(command, ErrorCode.BAD_TOKEN, "the token is of another user");
        } else {
            accept(session, command, verified.result());
        }
    }

    private static void refuse(Session session, Command.Refresh command, TokenRefusal refusal, long retryAfterMillis) {
        session.tell(new Event.Failed(command.id(), refusal.code(), refusal.message(), retryAfterMillis));
    }

    private void answered(Session session, Command.Refresh command, Principal principal, Answer answer) {
        if (session.closed()) {
            return;
        }
        if (answer.allow()) {
            accept(session, command, Permits.with(principal, answer));
        } else if (answer.isGiven()) {
            session.fail(command, ErrorCode.FORBIDDEN, answer.reason());
            dismiss(session, CloseCode.KICKED);
        } else {
            session.fail(command, ErrorCode.UNAVAILABLE, answer.reason());
        }
    }

    /** The token was good when it was shown, and may have been revoked while the backend was asked. */
    private void accept(Session session, Command.Refresh command, Principal principal) {
        TokenRefusal refusal = TokenRefusal.of(revocations.against(principal));
        if (refusal != null) {
            refuse(session, command, refusal, 0);
            return;
        }
        expiries.forget(session);
        sessions.renew(session, principal);
        expiries.watch(session, clock.millis());
        session.tell(new Event.Refreshed(command.id(), principal.expiresAtMillis()));
        membership.expulsions().leaveForbidden(session);
        renewals.refreshed(session);
    }

    /** Ends what waited too long, warns and cuts whose token runs out, and renews ICE credentials; once a second. */
    public void tick() {
        parking.look(clock.millis());
        parking.due(clock.millis()).forEach(session -> end(session, session.ending()));
        parking.cut();
        kicks.tick(clock.millis());
        expiries.tick(clock.millis());
        renewals.tick(clock.millis());
    }
}
