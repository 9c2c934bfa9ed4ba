package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.CallCore;
import io.ringway.gateway.calls.CallInput;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.envelope.CallStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.Recipient;

/** What other nodes say of calls, taken to this node's. Hub only. */
public final class CallInbox {
    private final Calling calling;

    public CallInbox(Calling calling) {
        this.calling = calling;
    }

    /** For a user's connections here; returns the answer to an enquiry, or how many took it. */
    public int message(UserId user, Envelope envelope) {
        return switch (envelope) {
            case Envelope.CallEvent(Recipient.User(var to), var event)
            when to.equals(user) -> calling.delivery().deliver(user, event);
            case Envelope.CallEnquiry(Recipient.User(var to), var call, var caller, var enquiry, var asks)
            when to.equals(user) -> calling.effects().count(user, call, caller, enquiry);
            case Envelope.CallOwner(Recipient.User to, var call, var owner)
            when to.user().equals(user) -> calling.effects().owned(to, call, owner);
            case Envelope.CallMove(var of, var call, var to)
            when of.equals(user) -> calling.moves().move(user, call, to);
            default -> 0;
        };
    }

    /** For one connection; false where this node does not have it, or it has no part in this. */
    public boolean message(Cid cid, Envelope envelope) {
        return switch (envelope) {
            case Envelope.CallEvent(Recipient.Connection(var tenant, var to), var event)
            when to.equals(cid) -> calling.delivery().deliver(tenant, cid, event);
            case Envelope.CallEnquiry(
                    Recipient.Connection(var tenant, var to),
                    var call,
                    var caller,
                    var enquiry,
                    var asks)
            when to.equals(cid) -> calling.effects().enquired(tenant, cid, call, caller, asks);
            case Envelope.CallOwner(Recipient.Connection to, var call, var owner)
            when to.cid().equals(cid) -> calling.effects().owned(to, call, owner) > 0;
            case Envelope.CallSeat(var tenant, var leg, var peerLost)
            when leg.local().equals(cid) -> calling.handovers().seat(tenant, leg, peerLost);
            default -> false;
        };
    }

    /** For this node, from another; false where it is not about calls. */
    public boolean message(NodeRef from, Envelope envelope) {
        switch (envelope) {
            case Envelope.CallCommand(var call, var by, CallStep.Grace(var millis), var hops) ->
                calling.run(new CallInput.Grace(by, millis));
            case Envelope.CallCommand(var call, var by, var step, var hops) ->
                calling.stepInTurn(from, call, by, step, hops);
            case Envelope.CallKept(var tenant, var call, var owner) ->
                calling.handovers().given(call, tenant, owner);
            case Envelope.PushedRing(var callee, var owner, var event) -> told(callee, owner, event);
            case Envelope.CallForgotten over -> {
                calling.witnessed().hear(over);
                calling.answered().hear(over);
            }
            case Envelope.CallRules(var user, var rules) -> calling.settings().heard(user, rules);
            default -> {
                return calling.kept().hear(envelope)
                        || calling.witnessed().hear(envelope)
                        || calling.answered().hear(envelope);
            }
        }
        return true;
    }

    /** A ring that was pushed before its call came here, and of which the answer has come since, is this node's to take back. */
    private void told(UserId callee, NodeRef owner, Event.OfCall event) {
        CallCore core = calling.core();
        if (!(event instanceof Event.Incoming ring) || !core.knows(ring.call())) {
            calling.pushed().told(callee, owner, event);
        } else if (core.isRinging(ring.call())) {
            calling.pushed().taken(callee, ring);
        } else {
            calling.pushed().late(callee, ring, core.wasAnswered(ring.call()));
        }
    }
}
