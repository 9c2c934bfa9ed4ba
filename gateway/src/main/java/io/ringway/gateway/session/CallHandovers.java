package io.ringway.gateway.session;

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
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Calls, and parts in them, that go from node to node: with a session that wanders, or because a node is lost. Hub only.
 */
final class CallHandovers {
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
    CallHandover take(Session session) {
        long now = clock.millis();
        List<CallHandover.Ended> ended = legs.endedCalls(session.cid());
        List<CallHandover.Part> taken =
                legs.gone(session.cid()).stream().map(leg -> leg.part(now)).toList();
        List<CallHandover.Owned> calls = core.release(session.cid(), calling::isHere, now);
        calls.forEach(call -> transit.leaves(call.call(), now));
        return new CallHandover(cluster.self(), taken, ended, calls);
    }

    /** Another node goes on with a session of this one, which thought that it had it: nothing ends here. */
    void leave(Session session) {
        legs.gone(session.cid());
    }

    /** A session has come from another node. It is among this node's sessions already. */
    void give(Session session, CallHandover handover) {
        Set<CallId> owned =
                handover.calls().stream().map(CallHandover.Owned::call).collect(Collectors.toSet());
        for (CallHandover.Part part : handover.parts()) {
            Leg leg = Leg.of(part, clock.millis());
            legs.seat(owned.contains(leg.call()) ? leg.ownedBy(cluster.self()) : leg);
        }
        handover.ended().forEach(call -> legs.silence(call, session.cid()));
        List<Effect> installed = core.install(handover.calls(), clock.millis());
        owned.forEach(call -> kept(call, cluster.self()));
        calling.effects().apply(installed);
        if (handover.from().id() != cluster.self().id()) {
            owned.forEach(call -> transit.givenBy(handover.from(), call));
            owned.forEach(call -> cluster.post(
                    handover.from(),
                    EnvelopeCodec.encode(new Envelope.CallKept(session.tenant(), call, cluster.self()))));
        }
    }

    /** A call that was taken from this node has an owner again. */
    void kept(CallId call, NodeRef owner) {
        boolean here = owner.id() == cluster.self().id();
        transit.arrived(call, here ? null : owner).forEach(asked -> calling.step(call, asked.by(), asked.step()));
    }

    /** The node that this one gave a call to says that it has it. */
    void given(CallId call, Tenant tenant, NodeRef to) {
        kept(call, to);
        parts.observer().given(call, tenant, to);
    }

    /** A connection whose node is lost has turned up on another, or on this one: it is given its legs back. */
    void adopted(Cid cid) {
        calling.run(new CallInput.Adopted(cid));
    }

    /** The owner of a call gives a party on this node its leg, and has the last word on who the owner is. */
    boolean seat(Tenant tenant, CallHandover.Part part) {
        return seat(tenant, Leg.of(part, clock.millis()));
    }

    /** As {@link #seat(Tenant, CallHandover.Part)}. */
    boolean seat(Tenant tenant, Leg leg) {
        Session session = sessions.find(leg.local());
        if (session == null || !session.tenant().equals(tenant)) {
            return false;
        }
        if (legs.leg(leg.local(), leg.call()) == null && legs.closed(leg.local(), leg.call())) {
            return false;
        }
        if (transit.wasGivenBy(leg.owner(), leg.call()) && core.knows(leg.call())) {
            // Said before it gave the call to this node: to believe it would leave the call without an owner.
            return seat(tenant, leg.ownedBy(cluster.self()));
        }
        if (leg.owner().id() != cluster.self().id() && core.cede(leg.call())) {
            kept(leg.call(), leg.owner());
        }
        Leg known = legs.leg(leg.local(), leg.call());
        if (known == null || known.isStarting()) {
            legs.seat(leg);
        } else {
            legs.owned(known, leg.owner());
        }
        return true;
    }

    /** A node is gone: so are the connections there, for good or for now, and it owns nothing any more. */
    void nodeDown(NodeRef node) {
        transit.nodeDown(node);
        calling.run(new CallInput.NodeDown(node));
        for (Leg leg : legs.orphans(node)) {
            orphaned(leg, node);
        }
        calling.pushed().nodeDown(node);
    }

    /** An answered call goes on under the callee's node, or the caller's where the callee was lost with the owner. */
    private void orphaned(Leg leg, NodeRef lost) {
        Session session = sessions.find(leg.local());
        UserId peerUser = leg.peerUser();
        Cid peer = leg.peer();
        boolean goesOn = parts.options().graceMillis() > 0 && leg.accepted();
        if (session == null || peerUser == null || peer == null || !goesOn) {
            legs.end(leg);
            if (session != null) {
                calling.delivery().tell(session, leg, new Event.Closed(leg.call(), CloseReason.DISCONNECTED, null));
            }
            // Who only asks for a call, by an id that may be made up, ends nobody's.
            if (session != null && !leg.isTaking()) {
                parts.observer()
                        .on(new CallMoment.Ended(
                                leg.call(), session.tenant(), CloseReason.DISCONNECTED, null, leg.isStarting()));
            }
            return;
        }
        NodeRef peerAt = parts.whereabouts().apply(peer);
        if (leg.outgoing() && peerAt != null && peerAt.id() != lost.id()) {
            legs.owned(leg, peerAt);
            return;
        }
        legs.owned(leg, cluster.self());
        Sender other = new Sender(peerUser, peer);
        Sender caller = leg.outgoing() ? session.sender() : other;
        Sender callee = leg.outgoing() ? other : session.sender();
        calling.run(new CallInput.Inherit(leg.call(), caller, callee, leg.answeredAt(), lost));
    }
}
