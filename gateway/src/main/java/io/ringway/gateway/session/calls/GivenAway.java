package io.ringway.gateway.session.calls;

import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.Leg;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Sender;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls that connections of this node had until others of their users took them over, for as long as a question may be on its way here
 * that was asked before: whoever asks would hear that nobody has the call, while it goes from one to the next. Hub only.
 */
final class GivenAway {
    /** More than a question to every node of a user takes. */
    private static final long ON_ITS_WAY_MILLIS = 5_000;

    private final InstantSource clock;
    private final Map<CallOf, Given> given = new LinkedHashMap<>();

    private record CallOf(UserId user, CallId call) {}

    /**
     * @param leg as it was
     * @param by who had it, and may be gone
     */
    record Given(Leg leg, Sender by, long since) {}

    GivenAway(InstantSource clock) {
        this.clock = clock;
    }

    void add(Leg leg, Sender by) {
        long now = clock.millis();
        given.values().removeIf(one -> isOld(one, now));
        given.put(new CallOf(by.user(), leg.call()), new Given(leg, by, now));
    }

    /** The last one of this user that had the call; null where it was taken from none lately. */
    @Nullable
    Given last(UserId user, CallId call) {
        Given one = given.get(new CallOf(user, call));
        return one == null || isOld(one, clock.millis()) ? null : one;
    }

    private static boolean isOld(Given one, long now) {
        return now - one.since > ON_ITS_WAY_MILLIS;
    }
}
