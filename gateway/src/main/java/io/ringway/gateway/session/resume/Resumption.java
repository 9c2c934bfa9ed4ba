package io.ringway.gateway.session.resume;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.calls.Aliases;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.SessionState;
import io.ringway.gateway.resume.ResumeToken;
import io.ringway.gateway.resume.ResumeTokens;
import io.ringway.gateway.session.Arrival;
import io.ringway.gateway.session.Connection;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.Passage;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.calls.Calling;
import io.ringway.gateway.session.clients.Admission;
import io.ringway.gateway.session.clients.Exclusion;
import io.ringway.gateway.session.groups.Membership;
import io.ringway.gateway.session.moves.Moving;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Clients that come back for their session: to this node, to another one that has to be asked for it, or after the node that
 * had it is gone. Hub only.
 */
public final class Resumption {
    private final Cluster cluster;
    private final Sessions sessions;
    private final Admission admission;
    private final Exclusion exclusion;
    private final Moving moving;
    private final Aliases aliases;
    private final ResumeTokens tokens;
    private final SessionOptions options;
    private final InstantSource clock;
    private final Consumer<Connection> whenAttached;
    private final Fetching fetching;
    private final Giving giving;
    private final Taking taking;
    private final Recognition recognition;

    /** With whom sessions go on: what of this node {@link Giving} and {@link Taking} work with too. */
    public record Parts(
            Hub hub,
            Cluster cluster,
            Sessions sessions,
            Membership membership,
            Admission admission,
            Exclusion exclusion,
            Calling calling,
            Moving moving,
            SessionOptions options,
            InstantSource clock) {}

    /**
     * @param whenArrived told of a session that has come from another node, before its client is
     * @param whenAttached told of a connection that has its session now
     */
    public Resumption(
            Parts parts, ResumeTokens tokens, Consumer<Session> whenArrived, Consumer<Connection> whenAttached) {
        this.cluster = parts.cluster();
        this.sessions = parts.sessions();
        this.admission = parts.admission();
        this.exclusion = parts.exclusion();
        this.moving = parts.moving();
        this.aliases = parts.calling().legs().aliases();
        this.options = parts.options();
        this.clock = parts.clock();
        this.tokens = tokens;
        this.whenAttached = whenAttached;
        this.fetching = new Fetching(cluster, clock, new ByToken());
        this.giving = new Giving(parts, fetching::isUnderWay);
        this.taking = new Taking(parts, this::reattach, whenArrived);
        this.recognition = new Recognition(
                cluster, sessions, admission.parking(), new HalfOpen(parts.hub(), sessions), new ByHabit(), clock);
    }

    /** A new connection: gets the session it asks for where it may have it, else one of its own. */
    public void open(Connection connection) {
        Command.Resume wish = connection.hello().resume();
        if (!options.keepsSessions()) {
            begin(connection);
        } else if (connection.dialect().resumesByUser()) {
            recognition.open(connection);
        } else {
            Principal principal = connection.principal();
            ResumeToken token = wish == null
                    ? null
                    : tokens.read(wish.token(), principal.user(), principal.key())
                            .orElse(null);
            if (wish == null || token == null) {
                begin(connection);
            } else {
                resume(new Fetching.Wanted(connection, token, wish.received()));
            }
        }
    }

    private void begin(Connection connection) {
        if (!isTurnedAway(connection)) {
            admission.begin(connection);
            whenAttached.accept(connection);
        }
    }

    /** Its user may have been banned, or its token revoked, while it waited for its session: it is not among those that are ended then. */
    private boolean isTurnedAway(Connection connection) {
        CloseCode refusal = exclusion.against(connection.principal());
        if (refusal != null) {
            connection.line().close(refusal);
        }
        return refusal != null;
    }

    /** Its client was away, or on its way here, when the session was ended for good. */
    private boolean isKicked(Fetching.Wanted wanted) {
        boolean isKicked =
                sessions.find(wanted.cid()) == null && admission.kicks().have(wanted.cid());
        if (isKicked) {
            wanted.connection().line().close(CloseCode.KICKED);
        }
        return isKicked;
    }

    private void reattach(Connection connection, Session session, Taking.Shown shown, boolean isWhole) {
        if (connection.isClosed() || isTurnedAway(connection)) {
            return;
        }
        if (shown.generation() != Passage.NO_TOKEN && connection.number() < session.carrier()) {
            // Its client has given it up, which is not known yet, and has shown the token on a later one.
            connection.line().close(CloseCode.REPLACED);
        } else {
            boolean isForeign = session.passage().isForeign(shown.generation());
            long received = isForeign ? Taking.Shown.UNKNOWN : shown.received();
            admission.reattach(connection, session, shown.generation(), received, isWhole && !isForeign);
            if (isForeign) {
                moving.deafness().begin(session);
            }
            whenAttached.accept(connection);
        }
    }

    private void resume(Fetching.Wanted wanted) {
        Connection connection = wanted.connection();
        ResumeToken token = wanted.token();
        Session here = sessions.find(token.cid());
        Arrival arrival = here == null ? null : here.arrival();
        if (connection.isClosed() || isTurnedAway(connection) || isKicked(wanted)) {
            return;
        }
        if (here == null && cluster.hasEnded(token.cid())) {
            begin(connection);
        } else if (here == null) {
            fetching.fetch(wanted);
        } else if (!isFor(here, connection.principal().user(), token.generation())) {
            begin(connection);
        } else if (arrival != null) {
            // The client did not wait for the end of its move.
            arrival.arrived().onComplete(over -> resume(wanted));
        } else {
            reattach(connection, here, Taking.Shown.of(wanted), true);
        }
    }

    private static boolean isFor(@Nullable Session session, UserId user, int generation) {
        return session != null
                && session.user().equals(user)
                && session.passage().accepts(generation);
    }

    /** Another node asks for a session of this one. */
    public Future<Envelope> give(Envelope.Fetch fetch, NodeRef to) {
        return giving.give(fetch, to);
    }

    /** As {@link #give(Envelope.Fetch, NodeRef)}, for a client whose wire says nothing of its session. */
    public Future<Envelope> give(Envelope.FetchWaiting fetch, NodeRef to) {
        return recognition
                .find(fetch)
                .compose(found -> found.map(session -> giving.give(session, to))
                        .orElseGet(() -> Future.succeededFuture(new Envelope.NoSession(fetch.tenant()))));
    }

    /** Another node has taken a connection over. */
    public void adopted(Cid cid) {
        giving.adopted(cid);
    }

    /** Another node has ended a session by a kick. */
    public void kicked(Cid cid) {
        admission.kicks().heard(cid);
    }

    /** A node was lost before this one came. */
    public void wasLost(NodeRef node, int agoMs) {
        taking.wasLost(node, agoMs);
    }

    public void nodeDown(NodeRef node) {
        taking.nodeDown(node);
        giving.nodeDown(node);
        fetching.nodeDown(node);
    }

    /** Once a second. */
    public void tick() {
        giving.tick(clock.millis());
        fetching.tick();
        recognition.tick();
    }

    /** What becomes of clients that show a token. */
    private final class ByToken implements Fetching.Door {
        @Override
        public void again(Fetching.Wanted wanted) {
            resume(wanted);
        }

        @Override
        public void found(Fetching.Wanted wanted, SessionState state, NodeRef from) {
            if (!taking.adopt(wanted.connection(), state, from, Taking.Shown.of(wanted))) {
                resume(wanted);
            }
        }

        @Override
        public void nowhere(Fetching.Wanted wanted, Cluster.Place last) {
            if (sessions.find(wanted.cid()) != null || giving.takeBack(wanted.cid())) {
                // It has come here by another way meanwhile, or it has never left.
                resume(wanted);
            } else if (!isKicked(wanted) && !taking.comeBackAfterLoss(wanted.connection(), wanted.token(), last)) {
                Resumption.this.begin(wanted.connection());
            }
        }
    }

    /** What becomes of clients that show nothing for their session. */
    private final class ByHabit implements Recognition.Door {
        @Override
        public void begin(Connection connection) {
            Resumption.this.begin(connection);
        }

        @Override
        public void beginAnew(Connection connection) {
            Resumption.this.begin(connection);
            Session begun = connection.session();
            if (begun != null) {
                aliases.anybody(begun.cid());
            }
        }

        @Override
        public boolean mayComeAnew() {
            return taking.hasLostNodes();
        }

        @Override
        public void reattach(Connection connection, Session session) {
            Resumption.this.reattach(connection, session, Taking.Shown.NOTHING, true);
        }

        private boolean goOnHere(Connection connection, Cid cid) {
            Session here = sessions.find(cid);
            boolean isWaiting = here != null && here.isParked() && here.arrival() == null;
            if (here != null && isWaiting) {
                reattach(connection, here);
            }
            return isWaiting;
        }

        @Override
        public boolean adopt(Connection connection, NodeRef node, Buffer answer) {
            SessionState state = Fetching.handover(answer);
            if (state == null) {
                return false;
            }
            return taking.adopt(connection, state, node, Taking.Shown.NOTHING) || goOnHere(connection, state.cid());
        }
    }
}
