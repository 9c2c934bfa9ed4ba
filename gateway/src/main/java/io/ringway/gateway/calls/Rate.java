package io.ringway.gateway.calls;

import java.util.HashMap;
import java.util.Map;

/**
 * So many events a minute for each of many, and as many at once: token buckets, each kept as the one moment at which it
 * would be full again (the generic cell rate algorithm of ATM). Pure; one owner.
 */
final class Rate<K> {
    private static final long MINUTE_MICROS = 60_000_000;
    private static final long MICROS = 1_000;

    private final long interval;
    private final Map<K, Long> fullAt = new HashMap<>();

    Rate(int perMinute) {
        interval = Math.max(1, MINUTE_MICROS / perMinute);
    }

    /** Takes one; returns 0, or for how many milliseconds there is none. */
    long take(K whose, long nowMillis) {
        long now = nowMillis * MICROS;
        long next = Math.max(now, fullAt.getOrDefault(whose, 0L)) + interval;
        long tooEarly = next - now - MINUTE_MICROS;
        if (tooEarly > 0) {
            return Math.ceilDiv(tooEarly, MICROS);
        }
        fullAt.put(whose, next);
        return 0;
    }

    /** Takes one back. */
    void giveBack(K whose) {
        fullAt.computeIfPresent(whose, (same, at) -> at - interval);
    }

    /** Forgets those that are full. */
    void tick(long nowMillis) {
        fullAt.values().removeIf(at -> at <= nowMillis * MICROS);
    }

    int size() {
        return fullAt.size();
    }
}
