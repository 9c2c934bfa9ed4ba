package io.ringway.gateway.limits;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A {@link TokenBucket} for each of many keys, all of one {@link Rate}. Keys may come from strangers: memory is bounded by a
 * number of them, over which the one that was not asked about for longest is forgotten, and starts afresh. Any thread.
 */
public final class Buckets<K> {
    /** How many are looked at for each that comes new: more than one, so that they become fewer. */
    private static final int LOOKS = 2;

    private final Rate rate;
    private final int mostKeys;
    private final Map<K, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    public Buckets(Rate rate, int mostKeys) {
        this.rate = rate;
        this.mostKeys = mostKeys;
    }

    /** As {@link TokenBucket#take(long)}. */
    public synchronized long take(K key, long nowMillis) {
        TokenBucket bucket = buckets.get(key);
        if (bucket == null) {
            forget(nowMillis);
            bucket = new TokenBucket(rate);
            buckets.put(key, bucket);
        }
        return bucket.take(nowMillis);
    }

    /** How many milliseconds until there is a permit, without taking it; 0 where there is one. */
    public synchronized long millisUntil(K key, long nowMillis) {
        TokenBucket bucket = buckets.get(key);
        return bucket == null ? 0 : bucket.millisUntil(nowMillis);
    }

    /** The keys that are remembered. */
    public synchronized int size() {
        return buckets.size();
    }

    /** The ones that were not asked about for longest stand first, and are those that may be full. */
    private void forget(long nowMillis) {
        Iterator<TokenBucket> eldest = buckets.values().iterator();
        for (int i = 0; i < LOOKS && eldest.hasNext(); i++) {
            if (eldest.next().isFull(nowMillis) || buckets.size() >= mostKeys) {
                eldest.remove();
            }
        }
    }
}
