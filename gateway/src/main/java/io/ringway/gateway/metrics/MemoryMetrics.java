package io.ringway.gateway.metrics;

import io.ringway.gateway.protocol.FrameMemory;
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
    private final LongSupplier ofFrames;
    private final LongAdder waiting = new LongAdder();
    private final LongAdder cut = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder exhausted = new LongAdder();
    private final AtomicLong counted;
    private final AtomicLong loggedAt;
    private volatile long refusedAt;
    private volatile long exhaustedAt;

    /**
     * @param clock milliseconds
     * @param ofFrames how many buffers for frames could not be had outside of the heap, ever
     */
    MemoryMetrics(LongSupplier clock, LongSupplier ofFrames) {
        this.clock = clock;
        this.ofFrames = ofFrames;
        this.counted = new AtomicLong(ofFrames.getAsLong());
        this.loggedAt = new AtomicLong(clock.getAsLong() - LOG_MS);
        this.refusedAt = clock.getAsLong() - TOLD_MS;
        this.exhaustedAt = refusedAt;
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

    /** There was no memory for something of a connection, which is lost by it. */
    public void ranOut(OutOfMemoryError why) {
        if (FrameMemory.isOutside(why)) {
            refused(1, String.valueOf(why.getMessage()));
        } else {
            exhausted(why);
        }
    }

    private void exhausted(OutOfMemoryError why) {
        exhausted.increment();
        long now = clock.getAsLong();
        boolean isNews = now - exhaustedAt >= LOG_MS;
        exhaustedAt = now;
        if (isNews) {
            LOG.error("The node has run out of memory, and lost a connection", why);
        }
    }

    private void refused(long times, String why) {
        refused.add(times);
        long now = clock.getAsLong();
        refusedAt = now;
        long last = loggedAt.get();
        if (now - last >= LOG_MS && loggedAt.compareAndSet(last, now)) {
            LOG.warn(
                    "No memory for a buffer outside of the heap, {} times so far; connections may be lost: {}",
                    refused.sum(),
                    why);
        }
    }

    /** How many buffers could not be had outside of the heap: those of frames were made on it, others ended a connection. */
    public long refusals() {
        long frames = ofFrames.getAsLong();
        long before = counted.getAndAccumulate(frames, Math::max);
        if (frames > before) {
            refused(frames - before, "a frame goes on the heap");
        }
        return refused.sum();
    }

    /** What is wrong, in an operator's words, while it is news. */
    public Optional<String> trouble() {
        long times = refusals();
        long now = clock.getAsLong();
        if (now - exhaustedAt < TOLD_MS) {
            return Optional.of(
                    "degraded: the heap ran out, and connections were lost (%d times)".formatted(exhausted.sum()));
        }
        return now - refusedAt < TOLD_MS
                ? Optional.of(
                        "degraded: memory for buffers ran out, and connections may be lost (%d times)".formatted(times))
                : Optional.empty();
    }
}
