package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.CallCore;
import io.ringway.gateway.calls.CallInput;
import io.ringway.gateway.calls.CallMoment;
import io.ringway.gateway.calls.Effect;
import io.ringway.gateway.calls.Leg;
import io.ringway.gateway.calls.Legs;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.CallHandover;
import io.ringway.gateway.protocol.envelope.CallStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.Tenure;
import io.ringway.gateway.session.Arrival;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Calls, and parts in them, that go from node to node: with a session that wanders, or because a node is lost. Hub only.
 */
public final class CallHandovers {
    private final Calling calling;
    private final Calling.Parts parts;
    private final Cluster cluster;
    private final Sessions sessions;
    private final InstantSource clock;
    private final CallCore core;
    private final Legs legs;
    private final CallTransit transit;

    CallHandovers(Calling calling, Calling.Parts parts, CallCore core, Legs legs, CallTransit transit) {
        this.calling = calling;
        this.parts = parts;
        cluster = parts.cluster();
        sessions = parts.sessions();
        clock = parts.clock();
        this.core = core;
        this.legs = legs;
        this.transit = transit;
    }

    /** A session leaves for another node: its legs, and the calls it owns. What is asked of these meanwhile is kept. */
    public CallHandover take(Session session) {
        long now = clock.millis();
        List<CallHandover.Ended> ended = legs.endedCalls(session.cid());
        CallHandover.Filed filed = session.dialect().namesCalls()
                ? CallHandover.Filed.NOTHING
                : legs.aliases().filed(session.cid());
        List<CallHandover.Carried> taken = legs.leave(session.cid(), now);
        List<CallHandover.Owned> calls = core.release(session.cid(), calling::isHere, now);
        calls.forEach(call -> transit.leaves(call.call(), call.progress().term(), session.cid(), now));
        return new CallHandover(cluster.self(), taken, ended, filed, calls);
    }

    /**
     * Another node goes on with a session of this one, which thought that it had it. Answered calls go on under whoever took
     * this node's place, rings under the node that goes on with the session.
     */
    public void leave(Session session) {
        NodeRef at = parts.whereabouts().apply(session.cid());
        for (Leg leg : legs.gone(session.cid())) {
            if (leg.outgoing() && !leg.accepted()) {
                leave(session, leg, at);
            }
        }
    }

    private void leave(Session session, Leg leg, @Nullable NodeRef at) {
        Tenure own = own(leg.call());
        boolean isTaken =
                own != null && core.isRinging(leg.call()) && !calling.pushed().isRinging(leg.call());
        if (own != null && isTaken && at != null && at.id() != cluster.self().id()) {
            deposed(leg.call(), own.next(at));
        } else {
            calling.step(leg, session.sender(), new CallStep.Gone());
        }
    }

    /** A session has come from another node. It is among this node's sessions already. */
    public void give(Session session, CallHandover handover) {
        Set<CallId> owned =
                handover.calls().stream().map(CallHandover.Owned::call).collect(Collectors.toSet());
        List<Effect> installed = core.install(handover.calls(), clock.millis());
        for (CallHandover.Carried carried : handover.parts()) {
            Leg leg = Leg.of(carried.part(), clock.millis());
            Tenure own = own(leg.call());
            legs.arrive(owned.contains(leg.call()) && own != null ? leg.in(own) : leg, carried);
        }
        handover.ended().forEach(call -> legs.silence(call, session.cid()));
        legs.aliases().arrived(session.cid(), handover.filed());
        calling.effects().apply(installed);
        owned.forEach(call -> kept(call, cluster.self()));
        if (handover.from().id() != cluster.self().id()) {
            owned.forEach(call -> cluster.post(
                    handover.from(),
                    EnvelopeCodec.encode(new Envelope.CallKept(session.tenant(), call, cluster.self()))));
        }
    }

    /** As {@link #give}, once what is said to the session meanwhile waits. */
    public void comes(Arrival arrival, CallHandover handover) {
        calling.coming().come(arrival, handover.calls());
    }

    /** A call that was taken from this node has an owner again. */
    void kept(CallId call, NodeRef owner) {
        boolean here = owner.id() == cluster.self().id();
        transit.arrived(call, here ? null : owner).forEach(asked -> calling.stepHere(call, asked.by(), asked.step()));
    }

    /**
     * Nobody has said that a call has arrived which went with that connection. The word may be lost, and the call be where the
     * connection is: that node is asked what was asked of this one. Where there is none the call is over, or has an heir. Who takes this
     * node for its owner says again that he is there, and is told then; who asked here, and has another owner by now, is told nothing.
     */
    void overdue(CallId call, Cid with) {
        NodeRef at = parts.whereabouts().apply(with);
        if (at == null || at.id() == cluster.self().id()) {
            transit.lost(call);
        } else {
            kept(call, at);
        }
    }

    private @Nullable Tenure own(CallId call) {
        Integer term = core.termOf(call);
        return term == null ? null : new Tenure(cluster.self(), term);
    }

    /** A party knows of an owner of a call that this node owns, too, or has let go. */
    void deposed(CallId call, Tenure by) {
        Tenure own = own(call);
        if (by.owner().id() == cluster.self().id()) {
            return;
        }
        if (own != null && by.holdsAgainst(own)) {
            List<Effect> taken = core.cede(call);
            legs.hand(call, by);
            calling.effects().apply(taken);
            kept(call, by.owner());
        } else if (own == null && transit.waitsFor(call, by.term())) {
            // The new owner's own word was lost.
            kept(call, by.owner());
        }
    }

    /** The node that this one gave a call to says that it has it. */
    void given(CallId call, Tenant tenant, NodeRef to) {
        kept(call, to);
        parts.observer().given(call, tenant, to);
    }

    /** A connection whose node is lost has turned up on another, or on this one: it is given its legs back. */
    public void adopted(Cid cid) {
        calling.run(new CallInput.Adopted(cid, false));
    }

    /** As {@link #adopted}, where that node has asked for what there is of the connection's calls: it goes on with those that ring. */
    public void asked(Cid cid, NodeRef at) {
        calling.answered().asked(cid);
        calling.run(new CallInput.Adopted(cid, true));
        calling.kept().give(cid, at);
        calling.pushed().give(cid, at);
        calling.witnessed().asked(cid, at);
    }

    /** A connection whose node is lost has come to this one, and every other has been {@link #asked}. */
    public void arrived(Cid cid) {
        calling.kept().arrived(cid);
    }

    /** The calls that a connection of this node takes part in, or is rung by. */
    public List<CallId> callsOf(Cid cid) {
        return legs.ofConnection(cid).stream().map(Leg::call).toList();
    }

    /**
     * The owner of a call gives a party on this node its leg.
     *
     * @param peerLost whether the other party's connection is lost for now
     */
    boolean seat(Tenant tenant, CallHandover.Part part, boolean peerLost) {
        return seat(tenant, Leg.of(part, clock.millis()), peerLost);
    }

    /** As {@link #seat(Tenant, CallHandover.Part, boolean)}. Of two that say that they own a call, one is told of the other. */
    boolean seat(Tenant tenant, Leg seat, boolean peerLost) {
        Session session = sessions.find(seat.local());
        if (session == null || !session.tenant().equals(tenant)) {
            return false;
        }
        Leg known = legs.leg(seat.local(), seat.call());
        if (known == null && legs.closed(seat.local(), seat.call())) {
            calling.step(seat, session.sender(), new CallStep.Gone());
            return false;
        }
        Tenure own = own(seat.call());
        if (own != null && seat.confirmed() && core.isRinging(seat.call())) {
            answered(session, seat);
            take(session, null, seat, peerLost);
            return true;
        }
        if (own != null && !seat.tenure().holdsAgainst(own)) {
            depose(seat.owner(), seat.call(), session, own);
            return seat(tenant, seat.in(own), core.isPeerLost(seat.call(), seat.local()));
        }
        // Who only rings may have been given to a node that has found it answered, and never owned it.
        boolean isAnswer = known != null && seat.confirmed() && !known.confirmed();
        if (known != null && !isAnswer && !seat.tenure().holdsAgainst(known.tenure())) {
            depose(seat.owner(), seat.call(), session, known.tenure());
            return true;
        }
        deposed(seat.call(), seat.tenure());
        if (known != null && known.owner().id() != seat.owner().id()) {
            depose(known.owner(), seat.call(), session, seat.tenure());
        }
        take(session, known, seat, peerLost);
        return true;
    }

    /** A ring that this node went on with had been answered: an heir says so that had not noticed yet that the owner is lost. */
    private void answered(Session session, Leg seat) {
        UserId peerUser = seat.peerUser();
        Sender winner = !seat.outgoing() || peerUser == null ? session.sender() : new Sender(peerUser, seat.peer());
        List<Effect> taken = core.overtaken(seat.call(), winner);
        legs.hand(seat.call(), seat.tenure());
        calling.effects().apply(taken);
        kept(seat.call(), seat.owner());
    }

    private void take(Session session, @Nullable Leg known, Leg seat, boolean peerLost) {
        boolean isNews = known != null
                && known.accepted()
                && !known.confirmed()
                && known.owner().equals(seat.owner());
        if (known == null || known.isStarting()) {
            legs.seat(seat);
        } else {
            legs.seat(known, seat);
        }
        if (!isNews) {
            // The owner may wait for it: it may be new, or have missed this party for a while.
            calling.signs().say(session, seat);
        }
        tellOfAnswer(session, known, seat);
        tellOfPeer(session, known, peerLost, seat);
        Leg leg = legs.leg(seat.local(), seat.call());
        if (leg != null) {
            calling.crossed().answered(session, known, leg);
        }
    }

    /** A caller may have been away, or had another owner, when somebody answered. One that was told all the same is told twice. */
    private void tellOfAnswer(Session session, @Nullable Leg known, Leg seat) {
        UserId peerUser = seat.peerUser();
        if (!seat.outgoing() || !seat.confirmed() || peerUser == null) {
            return;
        }
        Event.OfCall answer = new Event.Accepted(seat.call(), new Sender(peerUser, seat.peer()));
        if (known != null) {
            calling.delivery().deliver(session.tenant(), session.cid(), answer);
        } else if (session.dialect().namesCalls()) {
            session.tell(answer);
        }
    }

    /** Another owner, or another node, may have told it otherwise. */
    private void tellOfPeer(Session session, @Nullable Leg known, boolean peerLost, Leg seat) {
        UserId peerUser = seat.peerUser();
        Leg leg = legs.leg(seat.local(), seat.call());
        boolean isParty = leg != null && leg.confirmed();
        boolean isToldSo = known != null && legs.isPeerLost(known) == peerLost;
        if (isParty && !isToldSo && peerUser != null) {
            Sender peer = new Sender(peerUser, seat.peer());
            calling.delivery()
                    .deliver(
                            session.tenant(),
                            session.cid(),
                            peerLost
                                    ? new Event.PeerSuspect(seat.call(), peer)
                                    : new Event.PeerBack(seat.call(), peer));
        }
    }

    private void depose(NodeRef owner, CallId call, Session session, Tenure by) {
        calling.send(owner, call, session.sender(), new CallStep.Deposed(by));
    }

    /** A node is gone: so are the connections there, for good or for now, and it owns nothing any more. */
    public void nodeDown(NodeRef node) {
        transit.nodeDown(node);
        calling.run(new CallInput.NodeDown(node));
        for (Leg leg : legs.orphans(node)) {
            orphaned(leg, node);
        }
        calling.pushed().nodeDown(node).forEach(parts.observer()::on);
        calling.witnessed().nodeDown(node);
        calling.answered().nodeDown(node);
    }

    /** Whether the callee was never rung by this caller, whom it has blocked, and is not to know of it now either. */
    private boolean isKeptFrom(Leg leg, Session caller) {
        UserId callee = leg.peerUser();
        return leg.outgoing()
                && !leg.accepted()
                && callee != null
                && calling.settings().rules().blocks(callee, caller.user());
    }

    /** A call is over whose owner is lost, and nobody else says so. */
    void over(Leg leg, CloseReason reason) {
        Session session = sessions.find(leg.local());
        legs.end(leg);
        if (session != null) {
            calling.delivery().tell(session, leg, new Event.Closed(leg.call(), reason, null));
        }
        // Who only asks for a call, by an id that may be made up, ends nobody's.
        if (session != null && !leg.isTaking()) {
            parts.observer()
                    .on(new CallMoment.Ended(
                            leg.call(),
                            session.tenant(),
                            reason,
                            null,
                            leg.isStarting() || isKeptFrom(leg, session),
                            leg.head()));
        }
    }

    /** An answered call goes on under the callee's node, or the caller's where the callee was lost with the owner. */
    private void orphaned(Leg leg, NodeRef lost) {
        Session session = sessions.find(leg.local());
        UserId peerUser = leg.peerUser();
        Cid peer = leg.peer();
        boolean goesOn = parts.options().graceMillis() > 0 && leg.confirmed() && !legs.isHungUp(leg);
        if (session != null && calling.kept().outlives(leg)) {
            return;
        }
        if (session == null || peerUser == null || peer == null || !goesOn) {
            over(leg, CloseReason.DISCONNECTED);
            return;
        }
        NodeRef peerAt = parts.whereabouts().apply(peer);
        if (leg.outgoing() && peerAt != null && peerAt.id() != lost.id()) {
            legs.owned(leg, peerAt);
            return;
        }
        legs.seat(leg.in(leg.tenure().next(cluster.self())));
        Sender other = new Sender(peerUser, peer);
        Sender caller = leg.outgoing() ? session.sender() : other;
        Sender callee = leg.outgoing() ? other : session.sender();
        calling.run(new CallInput.Inherit(leg.call(), caller, callee, leg.answeredAt(), leg.tenure(), leg.head()));
    }
}
