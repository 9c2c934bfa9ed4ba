package io.ringway.cluster.lists;

import java.time.Duration;

/**
 * What a store keeps.
 *
 * @param items of one list; the oldest go
 * @param age of an item, by its time
 * @param lists how many a store in memory keeps on a node; of the tenant that has most, the ones used longest ago go
 */
public record Bounds(int items, Duration age, int lists) {
    public Bounds {
        if (items < 1 || lists < 1 || age.toMillis() < 1) {
            throw new IllegalArgumentException("every bound must be at least 1");
        }
    }

    /** The time of the oldest item that is still kept. */
    public long oldest(long now) {
        return now - age.toMillis();
    }
}
