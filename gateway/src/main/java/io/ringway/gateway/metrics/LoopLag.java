package io.ringway.gateway.metrics;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** How late event loops come to their timers: the first figure to look at when a node feels slow. Any thread. */
public final class LoopLag {
    private final LongAdder count = new LongAdder();
    private final LongAdder totalNanos = new LongAdder();
    private final LongAccumulator worstNanos = new LongAccumulator(Math::max, 0);

    void record(long nanos) {
        count.increment();
        totalNanos.add(nanos);
        worstNanos.accumulate(nanos);
    }

    public long count() {
        return count.sum();
    }

    public long totalNanos() {
        return totalNanos.sum();
    }

    /** The worst since the last call: one scraper at a time sees it. */
    public long takeWorstNanos() {
        return worstNanos.getThenReset();
    }
}
