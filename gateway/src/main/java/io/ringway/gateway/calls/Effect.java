package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Enquiry;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;

/** What is to be done, in this order. */
public sealed interface Effect {
    /** Give an event to a connection of the tenant, wherever it is; its node's {@link Legs} has the last word. */
    record Tell(Tenant tenant, Cid to, Event.OfCall event) implements Effect {}

    /** As {@link Tell}, to every connection of a user. */
    record TellUser(UserId to, Event.OfCall event) implements Effect {}

    /**
     * Find out about the callee, and come back with {@link CallInput.Cleared}; or with nobody {@link CallInput.Rang}.
     *
     * @param caller who is on the other side of the call for those who are asked about
     */
    record Ask(CallId call, Sender caller, CallTarget target, Enquiry enquiry) implements Effect {
        public Tenant tenant() {
            return caller.user().tenant();
        }
    }

    /** Tell the nodes of the callees that this node owns the call now. */
    record Own(CallId call, Tenant tenant, CallTarget callees) implements Effect {}

    /**
     * See to it that the node where a party lives has its leg, and knows this node as the owner.
     *
     * @param answeredAt {@link Event.Closed#UNANSWERED} where the call rings
     * @param term of this node, see {@link io.ringway.gateway.protocol.envelope.Tenure}
     */
    record Seat(CallId call, Cid party, boolean outgoing, Sender peer, long answeredAt, int term) implements Effect {}

    /** A connection of this node is not to be rung by that call any more, should the ring still be on its way. */
    record Silence(CallId call, Cid party) implements Effect {}

    /** The request at hand is answered with an error; {@code retryAfterMs} is 0 where there is nothing to say. */
    record Refused(CallId call, Sender by, ErrorCode code, long retryAfterMs) implements Effect {
        public Refused(CallId call, Sender by, ErrorCode code) {
            this(call, by, code, 0);
        }
    }
}
