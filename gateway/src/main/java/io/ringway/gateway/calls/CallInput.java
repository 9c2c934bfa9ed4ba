package io.ringway.gateway.calls;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.Signal;
import org.jspecify.annotations.Nullable;

/** What can happen to the calls of a node. A {@link Sender} is who asks, as the server knows it. */
public sealed interface CallInput {
    record Ring(CallId call, Sender caller, CallTarget target, Signal.@Nullable Offer offer, Bytes data)
            implements CallInput {}

    /**
     * A callee picks up.
     *
     * @param hasOffer whether its wire rang with the offer, so that it must not come again
     */
    record Accept(CallId call, Sender by, Signal.@Nullable Answer answer, boolean hasOffer) implements CallInput {}

    record Send(CallId call, Sender by, Signal signal) implements CallInput {}

    record Hangup(CallId call, Sender by) implements CallInput {}

    /** How many connections the ring has reached. */
    record Rang(CallId call, int connections) implements CallInput {}

    /** A connection that was in this call, or was rung by it, is gone for good, here or elsewhere. */
    record Gone(CallId call, Cid cid) implements CallInput {}

    /** A node is gone, and its connections with it. */
    record NodeDown(NodeRef node) implements CallInput {}

    /** A party's node still has its leg: said every now and then for each leg, to mend what was lost on the way. */
    record Alive(CallId call, Sender by) implements CallInput {}

    /** Time has passed. */
    record Tick() implements CallInput {}
}
