package io.ringway.gateway.session;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.LeaveReason;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.vertx.core.AsyncResult;
import java.time.InstantSource;
import java.util.List;

/** The beginning and the end of sessions, and the tokens in between. Hub only. */
final class Admission {
    /** RFC 6455: the client closed because it was done. Every other code is a loss: a tab that goes away says 1001. */
    private static final int NORMAL_CLOSURE = 1000;

    private static final int LOST = 1006;

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
    private final InstantSource clock;

    Admission(
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
        this.clock = clock;
    }

    /** @param hello the id of the request that asked for it, or {@link Command#NO_ID} */
    void open(Session session, long hello) {
        sessions.add(session);
        expiries.watch(session);
        cluster.connected(session.user());
        session.tell(greeting.welcome(session, cluster.self(), hello, renewals.first(session)));
        log.opened(session);
    }

    /** @param code the close code the client sent */
    void close(Session session, int code) {
        if (session.closed()) {
            return;
        }
        session.markClosed();
        calling.gone(session);
        membership.leaveAll(session, code == NORMAL_CLOSURE ? LeaveReason.LEFT : LeaveReason.DISCONNECTED);
        expiries.forget(session);
        renewals.forget(session);
        sessions.remove(session);
        cluster.disconnected(session.user());
    }

    /** Every session as if its connection were lost: a socket may be gone, and its end not yet have come here. */
    void closeAll() {
        List.copyOf(sessions.all()).forEach(session -> close(session, LOST));
    }

    void refresh(Session session, Command.Refresh command) {
        tokens.verify(command.token()).onComplete(done -> hub.execute(() -> refreshed(session, command, done)));
    }

    private void refreshed(Session session, Command.Refresh command, AsyncResult<Principal> verified) {
        Principal principal = verified.result();
        if (verified.failed()) {
            TokenRefusal refusal = TokenRefusal.of(verified.cause());
            session.fail(command, refusal.code(), refusal.message());
        } else if (!principal.user().equals(session.user())) {
            session.fail(command, ErrorCode.BAD_TOKEN, "the token is of another user");
        } else if (!session.closed()) {
            expiries.forget(session);
            session.principal(principal);
            expiries.watch(session);
            session.tell(new Event.Refreshed(command.id(), principal.expiresAtMillis()));
        }
    }

    /** Warns and cuts whose token runs out, and renews ICE credentials; once a second. */
    void tick() {
        expiries.tick(clock.millis());
        renewals.tick(clock.millis());
    }
}
