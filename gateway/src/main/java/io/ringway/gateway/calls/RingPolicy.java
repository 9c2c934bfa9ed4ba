package io.ringway.gateway.calls;

import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.BusyPolicy;
import org.jspecify.annotations.Nullable;

/** Who may ring whom, how often, and what becomes of it where the callee is busy. A part of {@link CallCore}. */
final class RingPolicy {
    private final CallRules rules;
    private final BusyPolicy byDefault;
    private final RingRates rates;

    RingPolicy(CallOptions options, CallRules rules) {
        this.rules = rules;
        byDefault = options.onBusy();
        rates = new RingRates(options);
    }

    /** Counts a ring; returns 0, or in how many milliseconds there may be another. */
    long retryAfter(UserId caller, CallTarget target, long now) {
        boolean blocked = target instanceof CallTarget.User(UserId callee) && blocks(callee, caller);
        return rates.retryAfter(caller, target, blocked, now);
    }

    /** Now that it is known whom a call rings: whether he must not hear of it. */
    boolean keepsFrom(UserId callee, Call call, long now) {
        boolean blocked = call.muted || blocks(callee, call.caller.user());
        rates.known(call.caller.user(), call.target, blocked, now);
        return blocked;
    }

    void tick(long now) {
        rates.tick(now);
    }

    boolean blocks(UserId callee, UserId caller) {
        return rules.blocks(callee, caller);
    }

    /** Whether nothing is to ring for a user, be it a call that he is to begin himself. */
    boolean keepsQuiet(UserId user) {
        return rules.onBusy(user) == BusyPolicy.DO_NOT_DISTURB;
    }

    /**
     * The callee's word; a caller may be less of a nuisance than the callee allows, never more. Where the callee has said
     * nothing the caller may choose.
     */
    BusyPolicy onBusy(UserId callee, @Nullable BusyPolicy ofTheCall) {
        BusyPolicy policy = BusyPolicy.stricter(rules.onBusy(callee), ofTheCall);
        return policy == null ? byDefault : policy;
    }
}
