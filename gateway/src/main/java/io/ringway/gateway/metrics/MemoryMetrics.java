package io.ringway.gateway.metrics;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What waits in memory for clients that do not read, and what came of it. Any thread. */
public final class MemoryMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryMetrics.class);

    private static final long LOG_MS = 10_000;
    /** Health speaks of it so long after the last time. */
    private static final long TOLD_MS = 300_000;

    private final LongSupplier clock;
    private final LongAdder waiting = new LongAdder();
    private final LongAdder cut = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final AtomicLong loggedAt;
    private volatile long refusedAt;

    /** @param clock milliseconds */
    MemoryMetrics(LongSupplier clock) {
        this.clock = clock;
        this.loggedAt = new AtomicLong(clock.getAsLong() - LOG_MS);
        this.refusedAt = clock.getAsLong() - TOLD_MS;
    }

    /** So many bytes more, or fewer, wait for clients. */
    public void waiting(long change) {
        waiting.add(change);
    }

    /** Bytes that wait for clients, as last counted: those of a frame once for each client that it waits for. */
    public long waiting() {
        return waiting.sum();
    }

    /** A connection was cut because what waited for it took memory that was short. */
    public void cut() {
        cut.increment();
    }

    public long cuts() {
        return cut.sum();
    }

    /** A buffer could not be had: a connection is lost by it. */
    public void refused(OutOfMemoryError why) {
        refused.increment();
        long now = clock.getAsLong();
        refusedAt = now;
        long last = loggedAt.get();
        if (now - last >= LOG_MS && loggedAt.compareAndSet(last, now)) {
            LOG.warn(
                    "No memory for a buffer, {} times so far; connections are lost: {}",
                    refused.sum(),
                    why.getMessage());
        }
    }

    public long refusals() {
        return refused.sum();
    }

    /** What is wrong, in an operator's words, while it is news. */
    public Optional<String> trouble() {
        return clock.getAsLong() - refusedAt < TOLD_MS
                ? Optional.of("degraded: memory for buffers ran out, and connections were lost (%d times)"
                        .formatted(refused.sum()))
                : Optional.empty();
    }
}
