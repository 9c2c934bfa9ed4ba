package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.gateway.protocol.CallId;

/** One connection's part in one call. */
public record LegRef(CallId call, Cid cid) {
    public static LegRef of(Leg leg) {
        return new LegRef(leg.call(), leg.local());
    }
}
