package io.ringway.gateway.calls;

import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.CallHead;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Sender;
import org.jspecify.annotations.Nullable;

/** Something that has happened in a call, told once by the node that owns the call, where not said otherwise. */
public sealed interface CallMoment {
    CallId call();

    Tenant tenant();

    /** Something of one device that takes part. */
    sealed interface OfDevice extends CallMoment {
        Sender device();

        @Override
        default Tenant tenant() {
            return device().user().tenant();
        }
    }

    /** It rings from now on, or finds out that it cannot. */
    record Began(CallId call, Sender caller, CallTarget target, int dataBytes) implements CallMoment {
        @Override
        public Tenant tenant() {
            return caller.user().tenant();
        }
    }

    /** @param devices how many connections it rings on; {@link Integer#MAX_VALUE} where that is not known */
    record Rang(CallId call, Tenant tenant, int devices) implements CallMoment {}

    /**
     * A callee's connection rings, as its node has confirmed; may be told again and again.
     *
     * @param news whether nobody knew before whose it is
     */
    record Ringing(CallId call, Sender device, boolean news) implements OfDevice {}

    /** The backend has begun a call, and so many devices of the caller are asked to start it. */
    record Asked(CallId call, Tenant tenant, int devices) implements CallMoment {}

    /** A device of the caller has taken a call that the backend has begun, which now rings as any other. */
    record Started(CallId call, Sender device) implements OfDevice {}

    record Answered(CallId call, Sender device) implements OfDevice {}

    /** It rings no more on this device of the callee, which did not want it, but on the others. */
    record Declined(CallId call, Sender device) implements OfDevice {}

    /** A party's connection is lost, and the call goes on without it. */
    record Suspect(CallId call, Sender device) implements OfDevice {}

    record Back(CallId call, Sender device) implements OfDevice {}

    /**
     * A party goes on with another device.
     *
     * @param isSame whether it is the same one, which has found no way and begins anew
     */
    record Moved(CallId call, Sender device, boolean isSame) implements OfDevice {}

    /**
     * It is over. May be told more than once, and by another node where the owner is lost.
     *
     * @param hidden whether the callee is not to know that it was called: its caller is blocked, or nobody has heard it ring
     *     because the two called each other, or because no device of the caller has started it
     * @param head how it began, where that is known here
     */
    record Ended(
            CallId call,
            Tenant tenant,
            CloseReason reason,
            @Nullable Sender by,
            boolean hidden,
            @Nullable CallHead head)
            implements CallMoment {
        /** Of a call of which nothing is known here but that it is over. */
        public Ended(CallId call, Tenant tenant, CloseReason reason, @Nullable Sender by, boolean hidden) {
            this(call, tenant, reason, by, hidden, null);
        }
    }
}
