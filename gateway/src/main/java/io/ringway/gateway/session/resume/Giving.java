package io.ringway.gateway.session.resume;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.SessionLine;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.SessionState;
import io.ringway.gateway.resume.ReplayLog;
import io.ringway.gateway.session.Arrival;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.Line;
import io.ringway.gateway.session.Passage;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.calls.Calling;
import io.ringway.gateway.session.clients.Admission;
import io.ringway.gateway.session.clients.Exclusion;
import io.ringway.gateway.session.groups.Membership;
import io.ringway.gateway.session.groups.Relisting;
import io.ringway.gateway.session.moves.Deafness;
import io.ringway.gateway.session.moves.Departures;
import io.ringway.gateway.session.moves.Untaken;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Gives sessions of this node to others that their clients have come to, and takes back what nobody has taken. Hub only.
 */
final class Giving {
    private final Cluster cluster;
    private final Hub hub;
    private final Sessions sessions;
    private final Membership membership;
    private final Admission admission;
    private final Exclusion exclusion;
    private final Calling calling;
    private final Departures departures;
    private final Untaken untaken;
    private final Deafness deafness;
    private final Predicate<Cid> isAwaited;

    /** @param isAwaited whether this node has just asked another one for that session */
    Giving(Resumption.Parts parts, Predicate<Cid> isAwaited) {
        this.cluster = parts.cluster();
        this.hub = parts.hub();
        this.sessions = parts.sessions();
        this.membership = parts.membership();
        this.admission = parts.admission();
        this.exclusion = parts.exclusion();
        this.calling = parts.calling();
        this.departures = parts.moving().departures();
        this.untaken = departures.untaken();
        this.deafness = parts.moving().deafness();
        this.isAwaited = isAwaited;
    }

    /** Another node asks for a session of this one. Fails where nothing can be said just now, and it has to ask again. */
    Future<Envelope> give(Envelope.Fetch fetch, NodeRef to) {
        Session session = sessions.find(fetch.cid());
        Untaken.Given given = untaken.find(fetch.cid());
        if (session != null) {
            boolean isMeant =
                    session.user().equals(fetch.user()) && session.passage().accepts(fetch.generation());
            if (!isMeant) {
                return no(fetch);
            }
            session.passage().showing(fetch.generation());
            return give(session, to);
        }
        if (given != null && given.isFor(fetch)) {
            // It asks once more only where it has not got the answer. Another one has to wait until this one has it, or
            // is gone.
            return given.to.id() == to.id()
                    ? Future.succeededFuture(new Envelope.Handover(given.now()))
                    : Future.failedFuture("the session is on its way");
        }
        if (isAwaited.test(fetch.cid())) {
            return Future.failedFuture("the session may be on its way here");
        }
        Cluster.Place last = cluster.lastPlace(fetch.cid());
        boolean isElsewhere =
                last.moves() > 0 && last.node().id() != cluster.self().id();
        return isElsewhere
                ? Future.succeededFuture(new Envelope.SessionMoved(fetch.tenant(), last.node(), last.moves()))
                : no(fetch);
    }

    private static Future<Envelope> no(Envelope asked) {
        return Future.succeededFuture(new Envelope.NoSession(asked.tenant()));
    }

    Future<Envelope> give(Session session, NodeRef to) {
        Arrival arrival = session.arrival();
        if (arrival != null) {
            return arrival.arrived().compose(whole -> give(session, to));
        }
        if (session.closed()) {
            return Future.failedFuture("the session is somebody else's");
        }
        if (!session.isParked()) {
            // Who asks may be a connection that its client has given up: the one here comes back for its session then.
            session.line().close(CloseCode.GOING_AWAY);
            admission.shelve(session);
        }
        Promise<Envelope> given = Promise.promise();
        session.line()
                .detach(
                        log -> given.complete(new Envelope.Handover(pack(session, log, to))),
                        // Somebody else was quicker, or it has ended: whoever asks again is told which.
                        () -> given.fail("the session is somebody else's"));
        return given.future();
    }

    private SessionState pack(Session session, ReplayLog log, NodeRef to) {
        Passage passage = session.passage();
        Set<Long> unheard = deafness.leave(session);
        SessionState state = new SessionState(
                session.user(),
                session.cid(),
                passage.generation(),
                passage.moves(),
                // What waits behind a join was not carried out, nor was the join: the client says it again.
                session.waiting() == null ? passage.heard() : passage.heardBefore(),
                passage.inBackground(),
                passage.told(),
                log.before(),
                Untaken.frames(log),
                membership.memberships(session),
                calling.handovers().take(session));
        admission.watch().note(session, SessionLine.What.WENT);
        session.markMoved();
        List<Group> left = membership.handOver(session);
        admission.handOver(session);
        cluster.handOver(session.cid(), to, passage.moves() + 1);
        untaken.add(session, state, log, to, unheard);
        departures.begin(session, to, passage.moves() + 1, left, unheard);
        return state;
    }

    /**
     * The node that a session went to says that it has not got it. It has read the answer by then, or never will: that was sent to it
     * before the question.
     *
     * @return false where none is on its way
     */
    boolean takeBack(Cid cid) {
        Untaken.Given given = untaken.takeOut(cid);
        if (given != null) {
            takeBack(given);
        }
        return given != null;
    }

    /**
     * Nobody has it: it waits here again, and counts as moved once more, so that a node which takes it after all has to let go. What its
     * groups were told of each other meanwhile it has missed.
     */
    private void takeBack(Untaken.Given given) {
        Session before = given.session;
        SessionState state = given.state;
        if (cluster.hasEnded(state.cid())) {
            // It was taken, and has ended there.
            given.log.release();
            return;
        }
        Passage passage = before.passage().after(state.heard(), state.moves() + 2);
        passage.tear();
        Line parked = Line.parked(hub.loop());
        Session session = new Session(state.cid(), before.principal(), before.dialect(), parked, passage);
        parked.attach(given.log);
        admission.register(session);
        admission.watch().note(session, SessionLine.What.CAME);
        departures.takeBack(state.cid());
        cluster.adopt(state.cid(), passage.moves());
        for (SessionState.Membership group : given.groups()) {
            Relisting.ensure(cluster, session.group(group.group()), session.member(group.meta()));
            cluster.update(session.group(group.group()), session.member(group.meta()));
            sessions.enter(session, session.group(group.group()), group.meta(), group.suspects());
        }
        if (!given.unheard.isEmpty()) {
            // Their marks were for the move before.
            deafness.begin(session);
        }
        calling.handovers().give(session, state.calls());
        admission.park(session);
        membership.expulsions().leaveForbidden(session);
        membership.expulsions().leaveClosed(session);
        exclusion.dismiss(session);
    }

    /** Another node has taken a connection over. Where this one thinks that it has it, it was quicker, or is luckier. */
    void adopted(Cid cid) {
        untaken.taken(cid);
        Session session = sessions.find(cid);
        if (session != null) {
            session.markMoved();
            var unused = deafness.leave(session);
            session.line().close(CloseCode.GOING_AWAY);
            admission.watch().note(session, SessionLine.What.WENT);
            membership.leaveAll(session, LeaveReason.MOVED);
            calling.handovers().leave(session);
            admission.forget(session);
        }
        calling.handovers().adopted(cid);
    }

    void nodeDown(NodeRef node) {
        untaken.nodeDown(node).forEach(this::takeBack);
    }

    /** Once a second. */
    void tick(long now) {
        untaken.tick(now).forEach(this::takeBack);
    }
}
