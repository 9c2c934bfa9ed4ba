package io.ringway.gateway.session.resume;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.SessionLine;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.SessionState;
import io.ringway.gateway.resume.ReplayLog;
import io.ringway.gateway.resume.ResumeToken;
import io.ringway.gateway.session.Arrival;
import io.ringway.gateway.session.Connection;
import io.ringway.gateway.session.Line;
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
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes sessions over to this node, whose clients are here: from the nodes that have them, and after the loss of those, when all that
 * is left of a session is its id. Hub only.
 */
final class Taking {
    private final Cluster cluster;
    private final Sessions sessions;
    private final Membership membership;
    private final Admission admission;
    private final Exclusion exclusion;
    private final Calling calling;
    private final Moving moving;
    private final SessionOptions options;
    private final InstantSource clock;
    private final Welcoming welcoming;
    private final Consumer<Session> whenArrived;
    private final LostNodes lost;
    private final Uniting uniting;

    /**
     * What a client shows for its session.
     *
     * @param generation of its token
     * @param received how many frames it has
     */
    record Shown(int generation, long received) {
        static final Shown NOTHING = new Shown(Passage.NO_TOKEN, 0);
        /** No log has so many frames: of what the client has nothing is known. */
        static final long UNKNOWN = Long.MAX_VALUE;

        static Shown of(Fetching.Wanted wanted) {
            return new Shown(wanted.token().generation(), wanted.received());
        }
    }

    /** How a connection gets a session of this node. */
    interface Welcoming {
        /** @param isWhole whether nothing was lost on the way here */
        void reattach(Connection connection, Session session, Shown shown, boolean isWhole);
    }

    /** @param whenArrived told of a session that has come from another node, before its client is */
    Taking(Resumption.Parts parts, Welcoming welcoming, Consumer<Session> whenArrived) {
        this.cluster = parts.cluster();
        this.sessions = parts.sessions();
        this.membership = parts.membership();
        this.admission = parts.admission();
        this.exclusion = parts.exclusion();
        this.calling = parts.calling();
        this.moving = parts.moving();
        this.options = parts.options();
        this.clock = parts.clock();
        this.welcoming = welcoming;
        this.whenArrived = whenArrived;
        this.uniting = new Uniting(parts);
        this.lost = new LostNodes(options.longestGraceMillis());
    }

    /**
     * The session is here from now on, with everything that the other node had kept for it.
     *
     * @return false where it has come here by another way while the answer was under way, or has ended: then nothing has begun
     */
    boolean adopt(Connection connection, SessionState state, NodeRef from, Shown shown) {
        Session here = sessions.find(state.cid());
        if (here != null) {
            uniting.unite(here, state, from, shown.generation);
            return false;
        }
        if (cluster.hasEnded(state.cid())) {
            return false;
        }
        Passage passage = new Passage(state.generation(), state.moves() + 1, state.heard(), state.background());
        passage.wasTold(state.told());
        passage.showing(shown.generation);
        ReplayLog log = new ReplayLog(options.replayBytes(), state.before());
        for (SessionState.Sent sent : state.frames()) {
            Frame frame = Frame.of(sent.binary(), sent.payload().array());
            log.add(frame);
            frame.release();
        }
        Session session = restore(connection, state.cid(), passage, log);
        calling.handovers().give(session, state.calls());
        // Also into those that its token, a new one, forbids: only who is in a group can leave it, and be told so.
        Arrival arrival = moving.arrivals().begin(session, from, state.groups());
        calling.handovers().comes(arrival, state.calls());
        arrival.arrived().onSuccess(whole -> {
            whenArrived.accept(session);
            settle(connection, session, shown, whole);
            // Who was welcomed has left them behind its welcome; nobody else is to stay in them either.
            membership.expulsions().leaveForbidden(session);
        });
        return true;
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
        CloseCode refusal = exclusion.against(connection.principal());
        if (refusal != null) {
            exclusion.dismiss(session);
            connection.line().close(refusal);
        } else if (session.closed()) {
            boolean isKicked = admission.kicks().have(session.cid());
            connection.line().close(isKicked ? CloseCode.KICKED : CloseCode.GOING_AWAY);
        } else if (!session.isParked()) {
            // The client did not wait, and has its session on another connection.
            connection.line().close(CloseCode.REPLACED);
        } else if (connection.isClosed()) {
            admission.park(session);
        } else {
            welcoming.reattach(connection, session, shown, isWhole);
        }
    }

    /**
     * No node has it. Where one that is gone had it, and others wait for it still, its client gets its id back, which is all that is left.
     *
     * @return false where it is nobody's
     */
    boolean comeBackAfterLoss(Connection connection, ResumeToken token, Cluster.Place last) {
        long grace = Math.max(options.graceMillis(), cluster.graceOf(token.cid()));
        if (isThere(last.node()) || cluster.hasEnded(token.cid())) {
            // Whoever has it has just said that this token resumes nothing.
            return false;
        }
        if (!lost.had(token, last, grace, clock.millis())) {
            endIfLost(token, last);
            return false;
        }
        Passage passage = LostNodes.passage(token, last);
        Session session = restore(connection, token.cid(), passage, new ReplayLog(options.replayBytes()));
        calling.handovers().asked(token.cid(), cluster.self());
        // Whoever has calls of it gives it its parts in them, and answers after that.
        Buffer question = EnvelopeCodec.encode(new Envelope.CallsAsked(session.tenant(), session.cid()));
        List<Future<Buffer>> answers = List.copyOf(cluster.peers()).stream()
                .map(peer -> cluster.ask(peer, question))
                .toList();
        Shown shown = new Shown(token.generation(), 0);
        Future.join(answers).onComplete(over -> {
            calling.handovers().arrived(token.cid());
            welcomeAfterLoss(connection, session, shown);
        });
        return true;
    }

    /**
     * Its client is about to hear that it has ended. The node that is lost may only have hung, or be cut off, and have it still: once it is
     * back it is told of this end by whoever it meets, as of any other after a move, and nobody believes it that the session is there.
     */
    private void endIfLost(ResumeToken token, Cluster.Place last) {
        if (lost.knows(last.node(), clock.millis())) {
            cluster.adopt(token.cid(), LostNodes.passage(token, last).moves());
            cluster.ended(token.cid());
        }
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

    /** Whether a node was lost so short a time ago that its clients may be coming back. */
    boolean hasLostNodes() {
        return lost.isAny(clock.millis());
    }

    void nodeDown(NodeRef node) {
        lost.add(node, clock.millis());
    }

    void wasLost(NodeRef node, int agoMs) {
        lost.add(node, clock.millis() - agoMs);
    }
}
