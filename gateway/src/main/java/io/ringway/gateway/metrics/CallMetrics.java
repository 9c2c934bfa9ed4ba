package io.ringway.gateway.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of calls. Any thread. */
public final class CallMetrics {
    private final Map<String, LongAdder> ended = new ConcurrentHashMap<>();
    private volatile int live;

    /** How many calls this node owns now. */
    public void live(int now) {
        live = now;
    }

    public int live() {
        return live;
    }

    /** @param reason of a fixed few */
    public void ended(String reason) {
        ended.computeIfAbsent(reason, one -> new LongAdder()).increment();
    }

    Map<String, LongAdder> ended() {
        return ended;
    }
}
