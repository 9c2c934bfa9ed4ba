package io.ringway.gateway.calls;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CallHead;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CallRecord;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.protocol.envelope.CallHandover;
import io.ringway.gateway.protocol.envelope.Tenure;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What can happen to the calls of a node. A {@link Sender} is who asks, as the server knows it. */
public sealed interface CallInput {
    /** @param merges whether the caller's wire can turn its call into an accepting of one that comes the other way */
    record Ring(
            CallId call,
            Sender caller,
            CallTarget target,
            Signal.@Nullable Offer offer,
            Bytes data,
            RingOptions options,
            boolean merges)
            implements CallInput {
        /** A ring of which nothing matters any more but who takes part. */
        static Ring bare(CallId call, Sender caller, CallTarget target) {
            return new Ring(call, caller, target, null, Bytes.EMPTY, RingOptions.DEFAULTS, false);
        }
    }

    /** The backend wants one user to call another: the caller's devices are asked first, and the one that accepts calls. */
    record Start(CallId call, UserId caller, UserId callee, Bytes data, RingOptions options) implements CallInput {}

    /** The backend ends it, whatever its state. */
    record End(CallId call) implements CallInput {}

    /**
     * The answer to {@link Effect.Ask}.
     *
     * @param callee who was asked about
     * @param count how many connections there are, or are in a call, by what was asked
     */
    record Cleared(CallId call, UserId callee, int count) implements CallInput {}

    /**
     * How many connections the ring has reached.
     *
     * @param starts whether it was the caller's devices that were asked
     */
    record Rang(CallId call, int connections, boolean starts) implements CallInput {
        public Rang(CallId call, int connections) {
            this(call, connections, false);
        }
    }

    /** The caller accepts a call of the callee's instead, see {@link CallCore#crossing}. */
    record Yield(CallId call) implements CallInput {}

    /**
     * A callee picks up.
     *
     * @param hasOffer whether its wire rang with the offer, so that it must not come again
     * @param instead the call of its own that it gives up for this one
     */
    record Accept(
            CallId call,
            Sender by,
            Signal.@Nullable Answer answer,
            boolean hasOffer,
            @Nullable CallId instead) implements CallInput {}

    record Send(CallId call, Sender by, Signal signal) implements CallInput {}

    /**
     * @param thisDeviceOnly whether the callee's other devices ring on
     * @param failed whether the party could not go on; of a device that has not accepted, that it rings no more, which is nobody's no
     */
    record Hangup(CallId call, Sender by, boolean thisDeviceOnly, boolean failed) implements CallInput {
        Hangup(CallId call, Sender by, boolean thisDeviceOnly) {
            this(call, by, thisDeviceOnly, false);
        }
    }

    /** A party goes on with another connection of the same user; or with its own, and both sides with a new peer connection. */
    record Move(CallId call, Sender by, Sender to) implements CallInput {}

    /** A party's socket is lost, its session waits for it. */
    record Suspect(CallId call, Sender by) implements CallInput {}

    /** A party's session has a socket; a sign of life like {@link Alive}, and may be said again and again. */
    record Back(CallId call, Sender by) implements CallInput {}

    /** A connection is gone for good from this call, in which it was or by which it was rung, here or elsewhere. */
    record Gone(CallId call, Sender by) implements CallInput {}

    /** A node is gone, and what lived there is lost, or will turn up elsewhere. */
    record NodeDown(NodeRef node) implements CallInput {}

    /**
     * A connection whose node was lost, or which was handed over, has turned up on another.
     *
     * @param asks whether that node has nothing of it, and asks for what there is of its calls
     */
    record Adopted(Cid cid, boolean asks) implements CallInput {
        Adopted(Cid cid) {
            this(cid, false);
        }
    }

    /**
     * The owner of a call is lost, and this node takes it over.
     *
     * @param answeredAt when the call was answered
     * @param lost the owner, and its term
     * @param head how it began, as that owner had said
     */
    record Inherit(
            CallId call,
            Sender caller,
            Sender callee,
            long answeredAt,
            Tenure lost,
            @Nullable CallHead head) implements CallInput {
        /** Of a call of which no more is known. */
        Inherit(CallId call, Sender caller, Sender callee, long answeredAt, Tenure lost) {
            this(call, caller, callee, answeredAt, lost, null);
        }

        /** As far as its parties know where the owner had not said, or not that it was answered. */
        CallHead known() {
            String user = callee.user().id();
            CallHead began = head == null ? new CallHead(caller.user().id(), user, 0, answeredAt) : head;
            return began.answered() == CallRecord.NEVER ? began.answered(user, callee.cid(), answeredAt) : began;
        }
    }

    /**
     * As {@link Inherit}, where this node was to know of the call, and has no part in it.
     *
     * @param call as its owner has told it
     * @param knownAt when that was
     * @param owner who is lost
     * @param lostAt when that was
     */
    record Succeed(CallHandover.Owned call, long knownAt, NodeRef owner, long lostAt) implements CallInput {}

    /** A party's node still has its leg: said every now and then for each leg, to mend what was lost on the way. */
    record Alive(CallId call, Sender by) implements CallInput {}

    /** A party, of whatever call, is waited for longer than others should its node be lost; 0 where it is not any more. */
    record Grace(Sender by, long millis) implements CallInput {}

    /** A party was told that the other is lost: perhaps by an earlier owner, after a later one had said that it is back. */
    record Waits(CallId call, Sender by) implements CallInput {}

    /**
     * Time has passed.
     *
     * @param isComing of which calls something may still come that was asked of the owner before, or waits for that: nothing is over in
     *     these because of the time
     */
    record Tick(Predicate<CallId> isComing) implements CallInput {
        /** Of a node to which no calls are coming. */
        public Tick() {
            this(call -> false);
        }
    }
}
