package io.ringway.gateway.calls;

import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.BusyPolicy;
import org.jspecify.annotations.Nullable;

/** Who may ring whom, how often, and what becomes of it where the callee is busy. A part of {@link CallCore}. */
final class RingPolicy {
    private final CallRules rules;
    private final BusyPolicy byDefault;
    private final Rate<UserId> callers;
    private final Rate<CallTarget> callees;

    RingPolicy(CallOptions options, CallRules rules) {
        this.rules = rules;
        byDefault = options.onBusy();
        callers = new Rate<>(options.ringsPerCaller());
        callees = new Rate<>(options.ringsPerCallee());
    }

    /** Counts a ring; returns 0, or in how many milliseconds there may be another. */
    long retryAfter(UserId caller, CallTarget target, long now) {
        long wait = callers.take(caller, now);
        return wait > 0 ? wait : callees.take(target, now);
    }

    void tick(long now) {
        callers.tick(now);
        callees.tick(now);
    }

    boolean blocks(UserId callee, UserId caller) {
        return rules.blocks(callee, caller);
    }

    /**
     * The callee's word; a caller may be less of a nuisance than the callee allows, never more. Where the callee has said
     * nothing the caller may choose.
     */
    BusyPolicy onBusy(UserId callee, @Nullable BusyPolicy ofTheCall) {
        BusyPolicy policy = BusyPolicy.stricter(rules.onBusy(callee), ofTheCall);
        return policy == null ? byDefault : policy;
    }

    boolean isIdle() {
        return callers.size() == 0 && callees.size() == 0;
    }
}
