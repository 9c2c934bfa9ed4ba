package io.ringway.gateway.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/** What became of pushes. Any thread. */
public final class PushMetrics {
    private final Map<String, LongAdder> results = new ConcurrentHashMap<>();
    private volatile IntSupplier pending = () -> 0;

    /** One of a fixed few: accepted, gone, refused, failed, expired, dropped, superseded; and again, for each more try. */
    public void count(String result) {
        results.computeIfAbsent(result, key -> new LongAdder()).increment();
    }

    /** Where to ask how many are on their way. */
    public void pending(IntSupplier count) {
        pending = count;
    }

    public Map<String, LongAdder> results() {
        return results;
    }

    int pendingNow() {
        return pending.getAsInt();
    }
}
