package io.ringway.gateway.session;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.SessionLine;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.SessionState;
import io.ringway.gateway.resume.ReplayLog;
import io.ringway.gateway.resume.ResumeToken;
import io.ringway.gateway.resume.ResumeTokens;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Clients that come back for their session: to this node, to another one that has to be asked for it, or after the node that
 * had it is gone. Hub only.
 */
final class Resumption {
    private final Cluster cluster;
    private final Sessions sessions;
    private final Admission admission;
    private final Calling calling;
    private final Moving moving;
    private final ResumeTokens tokens;
    private final SessionOptions options;
    private final InstantSource clock;
    private final Consumer<Session> whenArrived;
    private final Consumer<Connection> whenAttached;
    private final Fetching fetching;
    private final Giving giving;
    private final Recognition recognition;
    private final LostNodes lost;

    /**
     * What a client shows for its session.
     *
     * @param generation of its token
     * @param received how many frames it has
     */
    private record Shown(int generation, long received) {
        static final Shown NOTHING = new Shown(Passage.NO_TOKEN, 0);

        static Shown of(Fetching.Wanted wanted) {
            return new Shown(wanted.token().generation(), wanted.received());
        }
    }

    /**
     * @param whenArrived told of a session that has come from another node, before its client is
     * @param whenAttached told of a connection that has its session now
     */
    Resumption(
            Cluster cluster,
            Hub hub,
            Sessions sessions,
            Membership membership,
            Admission admission,
            Calling calling,
            Moving moving,
            ResumeTokens tokens,
            SessionOptions options,
            InstantSource clock,
            Consumer<Session> whenArrived,
            Consumer<Connection> whenAttached) {
        this.cluster = cluster;
        this.sessions = sessions;
        this.admission = admission;
        this.calling = calling;
        this.moving = moving;
        this.tokens = tokens;
        this.options = options;
        this.clock = clock;
        this.whenArrived = whenArrived;
        this.whenAttached = whenAttached;
        this.fetching = new Fetching(cluster, clock, new ByToken());
        this.giving = new Giving(
                cluster, hub, sessions, membership, admission, calling, moving.departures(), fetching::isUnderWay);
        this.lost = new LostNodes(options.longestGraceMillis());
        this.recognition = new Recognition(cluster, sessions, admission.parking(), new ByHabit(), clock);
    }

    /** A new connection: gets the session it asks for where it may have it, else one of its own. */
    void open(Connection connection) {
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
        admission.begin(connection);
        whenAttached.accept(connection);
    }

    private void reattach(Connection connection, Session session, Shown shown, boolean isWhole) {
        if (!connection.isClosed()) {
            admission.reattach(connection, session, shown.generation, shown.received, isWhole);
            whenAttached.accept(connection);
        }
    }

    private void resume(Fetching.Wanted wanted) {
        Connection connection = wanted.connection();
        ResumeToken token = wanted.token();
        Session here = sessions.find(token.cid());
        Arrival arrival = here == null ? null : here.arrival();
        if (connection.isClosed()) {
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
            reattach(connection, here, Shown.of(wanted), true);
        }
    }

    private static boolean isFor(@Nullable Session session, UserId user, int generation) {
        return session != null
                && session.user().equals(user)
                && session.passage().accepts(generation);
    }

    /** The session is here from now on, with everything that the other node had kept for it. */
    private void adopt(Connection connection, SessionState state, NodeRef from, Shown shown) {
        Passage passage = new Passage(state.generation(), state.moves() + 1, state.heard(), state.background());
        passage.showing(shown.generation);
        if (state.torn()) {
            passage.tear();
        }
        ReplayLog log = new ReplayLog(options.replayBytes(), state.before());
        for (SessionState.Sent sent : state.frames()) {
            Frame frame = Frame.of(sent.binary(), sent.payload().array());
            log.add(frame);
            frame.release();
        }
        Session session = restore(connection, state.cid(), passage, log);
        calling.handovers().give(session, state.calls());
        List<SessionState.Membership> groups = state.groups().stream()
                .filter(group -> Membership.mayBeIn(session, group.group()))
                .toList();
        moving.arrivals().begin(session, from, groups).onSuccess(whole -> {
            whenArrived.accept(session);
            settle(connection, session, shown, whole);
        });
    }

    private Session restore(Connection connection, Cid cid, Passage passage, ReplayLog log) {
        moving.departures().cancel(cid);
        Line parked = Line.parked(connection.line().loop());
        Session session = new Session(cid, connection.principal(), connection.dialect(), parked, passage);
        parked.run(() -> parked.attach(log));
        admission.register(session);
        admission.watch().note(session, SessionLine.What.CAME);
        cluster.adopt(cid, passage.moves());
        return session;
    }

    private void settle(Connection connection, Session session, Shown shown, boolean isWhole) {
        if (!isWhole) {
            session.passage().tear();
        }
        if (session.closed()) {
            connection.line().close(CloseCode.GOING_AWAY);
        } else if (connection.isClosed()) {
            admission.park(session);
        } else {
            reattach(connection, session, shown, isWhole);
        }
    }

    /** No node has it. Where one that is gone had it, all that is left of it is its id, which its groups still list. */
    private void comeBackAfterLoss(Connection connection, ResumeToken token, Cluster.Place last) {
        long grace = Math.max(options.graceMillis(), cluster.graceOf(token.cid()));
        boolean isOver = isThere(last.node()) || cluster.hasEnded(token.cid());
        if (isOver || !lost.had(token, last, grace, clock.millis())) {
            // Whoever has it has just said that this token resumes nothing.
            begin(connection);
            return;
        }
        Passage passage = LostNodes.passage(token, last);
        Session session = restore(connection, token.cid(), passage, new ReplayLog(options.replayBytes()));
        calling.handovers().adopted(token.cid());
        // Whoever has calls of it gives it its parts in them, and answers after that.
        Buffer question = EnvelopeCodec.encode(new Envelope.CallsAsked(session.tenant(), session.cid()));
        List<Future<Buffer>> answers = List.copyOf(cluster.peers()).stream()
                .map(peer -> cluster.ask(peer, question))
                .toList();
        Shown shown = new Shown(token.generation(), 0);
        Future.join(answers).onComplete(over -> welcomeAfterLoss(connection, session, shown));
    }

    private boolean isThere(NodeRef node) {
        return node.id() == cluster.self().id() || cluster.peers().stream().anyMatch(peer -> peer.id() == node.id());
    }

    private void welcomeAfterLoss(Connection connection, Session session, Shown shown) {
        if (session.isParked() || session.closed()) {
            settle(connection, session, shown, false);
        } else {
            // The client did not wait, and has its session on another connection.
            connection.line().close(CloseCode.REPLACED);
        }
    }

    /** Another node asks for a session of this one. */
    Future<Envelope> give(Envelope.Fetch fetch, NodeRef to) {
        return giving.give(fetch, to);
    }

    /** As {@link #give(Envelope.Fetch, NodeRef)}, for a client whose wire says nothing of its session. */
    Future<Envelope> give(Envelope.FetchWaiting fetch, NodeRef to) {
        Session waiting = recognition.find(fetch);
        return waiting != null
                ? giving.give(waiting, to)
                : Future.succeededFuture(new Envelope.NoSession(fetch.tenant()));
    }

    /** Another node has taken a connection over. */
    void adopted(Cid cid) {
        giving.adopted(cid);
    }

    void nodeDown(NodeRef node) {
        lost.add(node, clock.millis());
        giving.nodeDown(node);
        fetching.nodeDown(node);
    }

    /** Once a second. */
    void tick() {
        giving.tick();
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
            adopt(wanted.connection(), state, from, Shown.of(wanted));
        }

        @Override
        public void nowhere(Fetching.Wanted wanted, Cluster.Place last) {
            if (sessions.find(wanted.cid()) != null || giving.takeBack(wanted.cid())) {
                // It has come here by another way meanwhile, or it has never left.
                resume(wanted);
            } else {
                comeBackAfterLoss(wanted.connection(), wanted.token(), last);
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
        public void reattach(Connection connection, Session session) {
            Resumption.this.reattach(connection, session, Shown.NOTHING, true);
        }

        @Override
        public boolean adopt(Connection connection, NodeRef node, Buffer answer) {
            SessionState state = Fetching.handover(answer);
            if (state == null) {
                return false;
            }
            Resumption.this.adopt(connection, state, node, Shown.NOTHING);
            return true;
        }
    }
}
