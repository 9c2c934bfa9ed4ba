package io.ringway.gateway.session;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.SessionLine;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.protocol.envelope.SessionState;
import io.ringway.gateway.resume.ReplayLog;
import io.ringway.gateway.resume.ResumeToken;
import io.ringway.gateway.resume.ResumeTokens;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Clients that come back for their session: to this node, to another one that has to be asked for it, or after the node that
 * had it is gone. Hub only.
 */
final class Resumption {
    private final Cluster cluster;
    private final Sessions sessions;
    private final Membership membership;
    private final Admission admission;
    private final Calling calling;
    private final Moving moving;
    private final ResumeTokens tokens;
    private final SessionOptions options;
    private final InstantSource clock;
    private final Consumer<Session> whenArrived;
    private final Consumer<Connection> whenAttached;
    private final Unanswered unanswered;
    private final Recognition recognition;
    /** Nodes that are gone, and since when: their sessions may be gone on with for as long as the others wait for them. */
    private final Map<Long, Long> lost = new HashMap<>();

    /**
     * What a client shows for its session.
     *
     * @param generation of its token
     * @param received how many frames it has
     */
    private record Shown(int generation, long received) {
        static final Shown NOTHING = new Shown(Passage.NO_TOKEN, 0);
    }

    /**
     * @param whenArrived told of a session that has come from another node, before its client is
     * @param whenAttached told of a connection that has its session now
     */
    Resumption(
            Cluster cluster,
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
        this.membership = membership;
        this.admission = admission;
        this.calling = calling;
        this.moving = moving;
        this.tokens = tokens;
        this.options = options;
        this.clock = clock;
        this.whenArrived = whenArrived;
        this.whenAttached = whenAttached;
        this.unanswered = new Unanswered(clock);
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
                resume(connection, token, wish.received());
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

    private void resume(Connection connection, ResumeToken token, long received) {
        Session here = sessions.find(token.cid());
        Arrival arrival = here == null ? null : here.arrival();
        if (here == null) {
            fetch(connection, token, received, whereabouts(token));
        } else if (!isFor(here, connection.principal().user(), token.generation())) {
            begin(connection);
        } else if (arrival != null) {
            // The client did not wait for the end of its move.
            arrival.arrived().onComplete(over -> resume(connection, token, received));
        } else {
            reattach(connection, here, new Shown(token.generation(), received), true);
        }
    }

    private static boolean isFor(@Nullable Session session, UserId user, int generation) {
        return session != null
                && session.user().equals(user)
                && session.passage().accepts(generation);
    }

    /** The other nodes that may have the session: the one that it has moved to, and the one that made the token. */
    private Deque<NodeRef> whereabouts(ResumeToken token) {
        Deque<NodeRef> nodes = new ArrayDeque<>(2);
        NodeRef located = cluster.locate(token.cid());
        if (located != null && located.id() != cluster.self().id()) {
            nodes.add(located);
        }
        for (NodeRef peer : cluster.peers()) {
            if (peer.id() == token.home().id() && !nodes.contains(peer)) {
                nodes.add(peer);
            }
        }
        return nodes;
    }

    private void fetch(Connection connection, ResumeToken token, long received, Deque<NodeRef> nodes) {
        NodeRef node = cluster.hasEnded(token.cid()) ? null : nodes.poll();
        if (node == null) {
            comeBackAfterLoss(connection, token);
            return;
        }
        Envelope question = new Envelope.Fetch(connection.principal().user(), token.cid(), token.generation());
        cluster.ask(node, EnvelopeCodec.encode(question))
                .onSuccess(answer -> answered(connection, token, received, node, nodes, handover(answer)))
                .onFailure(silence -> unanswered.add(connection, node, () -> resume(connection, token, received)));
    }

    private void answered(
            Connection connection,
            ResumeToken token,
            long received,
            NodeRef node,
            Deque<NodeRef> nodes,
            @Nullable SessionState state) {
        if (state == null) {
            fetch(connection, token, received, nodes);
        } else {
            adopt(connection, state, node, new Shown(token.generation(), received));
        }
    }

    private static @Nullable SessionState handover(Buffer answer) {
        try {
            return EnvelopeCodec.decode(answer) instanceof Envelope.Handover(var state) ? state : null;
        } catch (EnvelopeException notOurs) {
            return null;
        }
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

    /** The node that had the session is gone: all that is left of it is its id, which its groups still list. */
    private void comeBackAfterLoss(Connection connection, ResumeToken token) {
        Long since = lost.get(token.home().id());
        long grace = Math.max(options.graceMillis(), cluster.graceOf(token.cid()));
        boolean isKnown = cluster.locate(token.cid()) != null || cluster.hasEnded(token.cid());
        if (since == null || since + grace < clock.millis() || isKnown) {
            // Whoever has it has just said that this token resumes nothing.
            begin(connection);
            return;
        }
        Passage passage = new Passage(token.generation(), token.moves() + 1, 0, false);
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
        Session session = sessions.find(fetch.cid());
        return session != null && isFor(session, fetch.user(), fetch.generation())
                ? give(session, to)
                : Future.succeededFuture(new Envelope.NoSession(fetch.tenant()));
    }

    /** As {@link #give(Envelope.Fetch, NodeRef)}, for a client whose wire says nothing of its session. */
    Future<Envelope> give(Envelope.FetchWaiting fetch, NodeRef to) {
        Session waiting = recognition.find(fetch);
        return waiting != null ? give(waiting, to) : Future.succeededFuture(new Envelope.NoSession(fetch.tenant()));
    }

    private Future<Envelope> give(Session session, NodeRef to) {
        Arrival arrival = session.arrival();
        if (arrival != null) {
            return arrival.arrived().compose(whole -> give(session, to));
        }
        if (session.closed()) {
            return Future.succeededFuture(new Envelope.NoSession(session.tenant()));
        }
        if (!session.isParked()) {
            admission.shelve(session);
        }
        Promise<Envelope> given = Promise.promise();
        session.line().detach(log -> given.complete(new Envelope.Handover(pack(session, log, to))));
        return given.future();
    }

    private SessionState pack(Session session, ReplayLog log, NodeRef to) {
        List<SessionState.Sent> frames = new ArrayList<>();
        log.forEach(frame -> frames.add(new SessionState.Sent(frame.isBinary(), payload(frame))));
        Passage passage = session.passage();
        SessionState state = new SessionState(
                session.user(),
                session.cid(),
                passage.generation(),
                passage.moves(),
                // What waits behind a join was not carried out, nor was the join: the client says it again.
                session.waiting() == null ? passage.heard() : passage.heardBefore(),
                passage.inBackground(),
                passage.isTorn(),
                log.before(),
                frames,
                membership.memberships(session),
                calling.handovers().take(session));
        log.release();
        admission.watch().note(session, SessionLine.What.WENT);
        session.markMoved();
        List<Group> left = membership.handOver(session);
        admission.handOver(session);
        cluster.handOver(session.cid(), to, passage.moves() + 1);
        moving.departures().begin(session, to, passage.moves() + 1, left);
        return state;
    }

    private static Bytes payload(Frame frame) {
        byte[] bytes = new byte[frame.payload().readableBytes()];
        frame.payload().readBytes(bytes);
        return Bytes.wrap(bytes);
    }

    /** Another node has taken a connection over. Where this one thinks that it has it, it was quicker, or is luckier. */
    void adopted(Cid cid) {
        Session session = sessions.find(cid);
        if (session != null) {
            session.markMoved();
            session.line().close(CloseCode.GOING_AWAY);
            admission.watch().note(session, SessionLine.What.WENT);
            membership.leaveAll(session, LeaveReason.MOVED);
            calling.handovers().leave(session);
            admission.forget(session);
        }
        calling.handovers().adopted(cid);
    }

    void nodeDown(NodeRef node) {
        long now = clock.millis();
        lost.values().removeIf(since -> since + options.longestGraceMillis() < now);
        lost.put(node.id(), now);
        unanswered.nodeDown(node);
    }

    /** Once a second. */
    void tick() {
        unanswered.tick();
        recognition.tick();
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
            SessionState state = handover(answer);
            if (state == null) {
                return false;
            }
            Resumption.this.adopt(connection, state, node, Shown.NOTHING);
            return true;
        }
    }
}
