package io.ringway.cluster.whereabouts;

import io.ringway.cluster.Cid;

/**
 * A connection has ended, on a node that had taken it over.
 *
 * @param count how often it had moved by then
 * @param leftMs for how many milliseconds more that is remembered, by whoever is told so now
 */
public record End(Cid cid, int count, int leftMs) {
    public End {
        if (leftMs < 0) {
            throw new IllegalArgumentException("what is forgotten is not told");
        }
    }
}
