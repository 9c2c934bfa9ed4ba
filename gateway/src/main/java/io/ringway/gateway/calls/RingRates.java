package io.ringway.gateway.calls;

import io.ringway.cluster.UserId;
import java.util.Map;

/**
 * How often users ring, and are rung; a part of {@link CallCore}. Who is blocked takes nothing from those who are not: else he
 * could keep them from the one who has blocked him. He must not notice that either, so for him it counts as if he did.
 */
final class RingRates {
    private static final int MOST_PAIRS = 10_000;

    private final Rate<UserId> callers;

    /** Rings that are heard. */
    private final Rate<CallTarget> callees;

    /** All rings, as those see it who are blocked. */
    private final Rate<CallTarget> seen;

    /** Connections that have turned out to be those of users who block the caller: this is known of users alone before. */
    private final Map<Pair, Boolean> silent = new Recent<>(MOST_PAIRS);

    private record Pair(UserId caller, CallTarget callee) {}

    RingRates(CallOptions options) {
        callers = new Rate<>(options.ringsPerCaller());
        callees = new Rate<>(options.ringsPerCallee());
        seen = new Rate<>(options.ringsPerCallee());
    }

    /** Counts a ring; returns 0, or in how many milliseconds there may be another. */
    long retryAfter(UserId caller, CallTarget target, boolean blocked, long now) {
        long wait = callers.take(caller, now);
        if (wait > 0) {
            return wait;
        }
        long unheard = seen.take(target, now);
        return isSilent(caller, target, blocked) ? unheard : callees.take(target, now);
    }

    private boolean isSilent(UserId caller, CallTarget target, boolean blocked) {
        return blocked || silent.containsKey(new Pair(caller, target));
    }

    /** It has turned out that a ring is not to be heard, or that it is. */
    void known(UserId caller, CallTarget target, boolean blocked, long now) {
        if (target instanceof CallTarget.Connection) {
            Pair pair = new Pair(caller, target);
            boolean wasSilent = silent.containsKey(pair);
            if (blocked && !wasSilent) {
                silent.put(pair, true);
                callees.giveBack(target);
            } else if (!blocked && wasSilent) {
                silent.remove(pair);
                callees.take(target, now);
            }
        }
    }

    void tick(long now) {
        callers.tick(now);
        callees.tick(now);
        seen.tick(now);
    }
}
