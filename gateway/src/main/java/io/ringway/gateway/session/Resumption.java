package io.ringway.gateway.session;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
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
    private final ResumeTokens tokens;
    private final SessionOptions options;
    private final InstantSource clock;
    private final Consumer<Connection> whenAttached;
    private final Unanswered unanswered;
    /** Nodes that are gone, and until when their sessions may be gone on with. */
    private final Map<Long, Long> lost = new HashMap<>();

    /** @param whenAttached told of a connection that has its session now */
    Resumption(
            Cluster cluster,
            Sessions sessions,
            Membership membership,
            Admission admission,
            Calling calling,
            ResumeTokens tokens,
            SessionOptions options,
            InstantSource clock,
            Consumer<Connection> whenAttached) {
        this.cluster = cluster;
        this.sessions = sessions;
        this.membership = membership;
        this.admission = admission;
        this.calling = calling;
        this.tokens = tokens;
        this.options = options;
        this.clock = clock;
        this.whenAttached = whenAttached;
        this.unanswered = new Unanswered(clock);
    }

    /** A new connection: gets the session it asks for where it may have it, else one of its own. */
    void open(Connection connection) {
        Command.Resume wish = connection.hello().resume();
        if (!options.keepsSessions()) {
            begin(connection);
        } else if (connection.dialect().resumesByUser()) {
            openByUser(connection);
        } else {
            UserId user = connection.principal().user();
            ResumeToken token =
                    wish == null ? null : tokens.read(wish.token(), user).orElse(null);
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

    private void reattach(Connection connection, Session session, long received, boolean isWhole) {
        if (!connection.isClosed()) {
            admission.reattach(connection, session, received, isWhole);
            whenAttached.accept(connection);
        }
    }

    private void openByUser(Connection connection) {
        Session waiting = admission.parking().find(connection.principal().user(), connection.dialect());
        if (waiting != null) {
            reattach(connection, waiting, 0, true);
        } else {
            cluster.nodesOf(connection.principal().user())
                    .onSuccess(nodes -> fetchWaiting(connection, new ArrayDeque<>(nodes)))
                    .onFailure(nobodyKnows -> begin(connection));
        }
    }

    /** Asks one node after the other whether a session of the user waits there. */
    private void fetchWaiting(Connection connection, Deque<NodeRef> nodes) {
        NodeRef node = nodes.poll();
        if (node == null) {
            begin(connection);
            return;
        }
        Buffer question = EnvelopeCodec.encode(
                new Envelope.FetchWaiting(connection.principal().user()));
        cluster.ask(node, question).onComplete(done -> {
            SessionState state = done.succeeded() ? handover(done.result()) : null;
            if (state == null) {
                fetchWaiting(connection, nodes);
            } else {
                adopt(connection, state, 0);
            }
        });
    }

    private void resume(Connection connection, ResumeToken token, long received) {
        Session here = sessions.find(token.cid());
        if (here == null) {
            fetch(connection, token, received, whereabouts(token));
        } else if (isFor(here, connection.principal().user(), token.generation())) {
            reattach(connection, here, received, true);
        } else {
            begin(connection);
        }
    }

    private static boolean isFor(@Nullable Session session, UserId user, int generation) {
        return session != null
                && session.user().equals(user)
                && session.passage().generation() == generation;
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
        NodeRef node = nodes.poll();
        if (node == null) {
            comeBackAfterLoss(connection, token);
            return;
        }
        Envelope question = new Envelope.Fetch(connection.principal().user(), token.cid(), token.generation());
        cluster.ask(node, EnvelopeCodec.encode(question))
                .onSuccess(answer -> answered(connection, token, received, nodes, handover(answer)))
                .onFailure(silence -> unanswered.add(connection, node, () -> resume(connection, token, received)));
    }

    private void answered(
            Connection connection,
            ResumeToken token,
            long received,
            Deque<NodeRef> nodes,
            @Nullable SessionState state) {
        if (state == null) {
            fetch(connection, token, received, nodes);
        } else {
            adopt(connection, state, received);
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
    private void adopt(Connection connection, SessionState state, long received) {
        Passage passage = new Passage(state.generation(), state.moves() + 1, state.heard(), state.background());
        ReplayLog log = new ReplayLog(options.replayBytes(), state.before());
        for (SessionState.Sent sent : state.frames()) {
            Frame frame = Frame.of(sent.binary(), sent.payload().array());
            log.add(frame);
            frame.release();
        }
        Session session = restore(connection, state.cid(), passage, log);
        calling.handovers().give(session, state.calls());
        for (SessionState.Membership group : state.groups()) {
            membership.restore(session, group.group(), group.meta(), group.suspects());
        }
        // What was said in its groups while it moved may have missed it, and its rosters' versions are another node's.
        settle(connection, session, received, state.groups().isEmpty());
    }

    private Session restore(Connection connection, Cid cid, Passage passage, ReplayLog log) {
        Line parked = Line.parked(connection.line().loop());
        Session session = new Session(cid, connection.principal(), connection.dialect(), parked, passage);
        parked.run(() -> parked.attach(log));
        admission.register(session);
        admission.watch().note(session, SessionLine.What.CAME);
        cluster.adopt(cid, passage.moves());
        return session;
    }

    private void settle(Connection connection, Session session, long received, boolean isWhole) {
        if (connection.isClosed()) {
            admission.park(session);
        } else {
            reattach(connection, session, received, isWhole);
        }
    }

    /** The node that had the session is gone: all that is left of it is its id, which its groups still list. */
    private void comeBackAfterLoss(Connection connection, ResumeToken token) {
        Long until = lost.get(token.home().id());
        if (until == null || until < clock.millis() || wentOn(token)) {
            begin(connection);
            return;
        }
        Passage passage = new Passage(token.generation(), token.moves() + 1, 0, false);
        Session session = restore(connection, token.cid(), passage, new ReplayLog(options.replayBytes()));
        calling.handovers().adopted(token.cid());
        settle(connection, session, 0, false);
    }

    /** Whether its session went on, on a node that lives, after this token was made: then the token is used up. */
    private boolean wentOn(ResumeToken token) {
        NodeRef at = cluster.locate(token.cid());
        return at != null
                && at.id() != token.home().id()
                && at.id() != token.cid().node().id();
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
        Session waiting = admission.parking().find(fetch.user());
        return waiting != null ? give(waiting, to) : Future.succeededFuture(new Envelope.NoSession(fetch.tenant()));
    }

    private Future<Envelope> give(Session session, NodeRef to) {
        if (!session.isParked()) {
            admission.shelve(session);
        }
        Promise<Envelope> given = Promise.promise();
        session.line().detach(log -> given.complete(new Envelope.Handover(pack(session, log, to))));
        return given.future();
    }

    private SessionState pack(Session session, ReplayLog log, NodeRef to) {
        // What others sent to it while this node was cut off was given up: no log is whole then, wherever the client
        // comes back.
        boolean wasCutOff = session.wasCutOff();
        List<SessionState.Sent> frames = new ArrayList<>();
        if (!wasCutOff) {
            log.forEach(frame -> frames.add(new SessionState.Sent(frame.isBinary(), payload(frame))));
        }
        List<SessionState.Membership> groups = new ArrayList<>();
        session.groups()
                .forEach((name, joined) ->
                        groups.add(new SessionState.Membership(name, joined.meta(), joined.suspects())));
        Passage passage = session.passage();
        SessionState state = new SessionState(
                session.user(),
                session.cid(),
                passage.generation(),
                passage.moves(),
                passage.heard(),
                passage.inBackground(),
                wasCutOff ? log.last() + 1 : log.before(),
                frames,
                groups,
                calling.handovers().take(session));
        log.release();
        admission.watch().note(session, SessionLine.What.WENT);
        membership.leaveAll(session, LeaveReason.MOVED);
        admission.forget(session);
        cluster.handOver(session.cid(), to, passage.moves() + 1);
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
        lost.values().removeIf(until -> until < now);
        lost.put(node.id(), now + Math.max(options.graceMillis(), options.backgroundGraceMillis()));
        unanswered.nodeDown(node);
    }

    /** Once a second. */
    void tick() {
        unanswered.tick();
    }
}
