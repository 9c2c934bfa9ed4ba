package io.ringway.cluster.whereabouts;

import io.ringway.cluster.Cid;

/**
 * How long a connection is waited for should its node be lost.
 *
 * @param graceMs milliseconds; 0 for as long as all others
 */
public record Wait(Cid cid, int graceMs) {
    public Wait {
        if (graceMs < 0) {
            throw new IllegalArgumentException("nobody is waited for in the past");
        }
    }
}
