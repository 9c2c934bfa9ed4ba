package io.ringway.gateway.http.ws;

import io.ringway.gateway.metrics.BufferMemory;
import io.ringway.gateway.metrics.MemoryMetrics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the memory of buffers from running out: where it is short, outboxes are given up, those of whoever has most waiting on the whole
 * node. What a frame takes it takes once, however many wait for it, so the memory itself says whether there is too much, and what waits for
 * each user only whose outboxes go. Costs nothing while there is enough: nobody is counted until then.
 *
 * <p>{@link #look} runs on one loop alone.
 */
final class OutboxGuard {
    static final long PERIOD_MS = 250;
    /** Who has less than this waiting in one outbox reads, as far as anybody can say. */
    static final long LEAST_BYTES = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(OutboxGuard.class);
    private static final double HIGH = 0.6;
    private static final double LOW = 0.5;
    /** A loop that stands still says nothing, and the others are not to wait for it. */
    private static final long ANSWER_MS = 1_000;

    private static final long LOG_MS = 10_000;
    /** Where a buffer was refused although there should be enough, this part of all is to be given back. */
    private static final int PART = 16;

    private final BufferMemory memory;
    private final MemoryMetrics metrics;
    private final List<SocketLoop> loops;
    private CompletableFuture<?> round = CompletableFuture.completedFuture(null);
    private long refusals;
    private long loggedAt = System.nanoTime() / 1_000_000 - LOG_MS;

    OutboxGuard(BufferMemory memory, MemoryMetrics metrics, List<SocketLoop> loops) {
        this.memory = memory;
        this.metrics = metrics;
        this.loops = loops;
    }

    /** A few times a second. What goes wrong, where there may be no memory even for this, must not end the watch. */
    void look() {
        try {
            lookNow();
        } catch (RuntimeException | OutOfMemoryError wrong) {
            LOG.warn("The memory for buffers could not be looked after", wrong);
        }
    }

    private void lookNow() {
        if (!round.isDone()) {
            return;
        }
        long excess = excess();
        if (excess > 0) {
            say();
            round = relieve(excess);
        }
    }

    /** How many bytes have to be given back. */
    private long excess() {
        boolean isRefused = refusals < metrics.refusals();
        refusals = metrics.refusals();
        long limit = memory.limit();
        long high = (long) (limit * HIGH);
        long inUse = memory.used() <= high ? 0 : memory.inUse();
        long excess = inUse <= high ? 0 : inUse - (long) (limit * LOW);
        return isRefused ? Math.max(excess, limit / PART) : excess;
    }

    private void say() {
        long now = System.nanoTime() / 1_000_000;
        if (now - loggedAt >= LOG_MS) {
            loggedAt = now;
            LOG.warn(
                    "{} of {} MiB for buffers are used: who has most waiting is given up",
                    memory.used() >> 20,
                    memory.limit() >> 20);
        }
    }

    private CompletableFuture<?> relieve(long excess) {
        List<CompletableFuture<Optional<Map<Party, Long>>>> answers = loops.stream()
                .map(loop -> CompletableFuture.supplyAsync(() -> Optional.of(loop.waitingByParty()), loop.loop())
                        .completeOnTimeout(Optional.empty(), ANSWER_MS, TimeUnit.MILLISECONDS))
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenRun(() -> {
                    Map<Party, Long> held = new HashMap<>();
                    answers.forEach(answer -> answer.join()
                            .ifPresent(
                                    waiting -> waiting.forEach((party, bytes) -> held.merge(party, bytes, Long::sum))));
                    Map<Party, Double> kept = Map.copyOf(Relief.kept(held, Math.min(excess, half(held))));
                    if (!kept.isEmpty()) {
                        reduce(answers, kept);
                    }
                });
    }

    /** A loop that stands still would do all that it was told meanwhile at once when it goes on: it is told nothing. */
    private void reduce(List<CompletableFuture<Optional<Map<Party, Long>>>> answers, Map<Party, Double> kept) {
        for (int i = 0; i < loops.size(); i++) {
            SocketLoop loop = loops.get(i);
            if (answers.get(i).join().isPresent()) {
                loop.loop().execute(() -> loop.reduce(kept));
            }
        }
    }

    /** One thing after the other: what is given back at once may be enough, and it may have been something else that took the memory. */
    private static long half(Map<Party, Long> held) {
        return Math.ceilDiv(held.values().stream().mapToLong(Long::longValue).sum(), 2);
    }
}
