package io.ringway.gateway.session.calls.log;

import io.ringway.gateway.metrics.Metrics;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes that nobody waits for. One that fails is tried again, later and later, for about a minute; there is a bound on how
 * many wait for that. What is given up is counted, and said in the log at most once in a minute. Hub only.
 */
final class LogWrites {
    private static final Logger LOG = LoggerFactory.getLogger(LogWrites.class);

    private static final int MAX_WAITING = 10_000;
    private static final int MAX_TRIES = 6;
    private static final long FIRST_PAUSE_MS = 2_000;
    private static final long LOG_PAUSE_MS = 60_000;
    private static final int PER_TICK = 500;

    private final Metrics metrics;
    private final Deque<Write> waiting = new ArrayDeque<>();
    private long now;
    private final List<Runnable> idle = new ArrayList<>(1);
    private int running;
    private long lost;
    private long lastSaid = -LOG_PAUSE_MS;

    private record Write(
            Supplier<Future<Integer>> attempt, IntConsumer done, Runnable givenUp, int tries, long notBefore) {
        Write again(long now) {
            return new Write(attempt, done, givenUp, tries + 1, now + (FIRST_PAUSE_MS << (tries - 1)));
        }
    }

    LogWrites(Metrics metrics) {
        this.metrics = metrics;
    }

    /** @param done is given the answer, should there be one */
    void write(Supplier<Future<Integer>> attempt, IntConsumer done) {
        write(attempt, done, () -> {});
    }

    /** @param givenUp run where there will be no answer */
    void write(Supplier<Future<Integer>> attempt, IntConsumer done, Runnable givenUp) {
        run(new Write(attempt, done, givenUp, 1, 0));
    }

    private void run(Write write) {
        running++;
        // One that throws has failed.
        Future.<Void>succeededFuture().compose(turn -> write.attempt().get()).onComplete(result -> {
            try {
                tried(write, result);
            } finally {
                // Last: what follows a write is waited for as well.
                running--;
                if (running == 0) {
                    idle.forEach(Runnable::run);
                    idle.clear();
                }
            }
        });
    }

    private void tried(Write write, AsyncResult<Integer> result) {
        if (result.succeeded()) {
            write.done().accept(result.result());
        } else if (write.tries() < MAX_TRIES && waiting.size() < MAX_WAITING) {
            waiting.add(write.again(now));
        } else {
            lost++;
            metrics.callLogLost();
            write.givenUp().run();
        }
    }

    /** Runs it once nothing is being written; what is to be tried again later is not waited for. */
    void whenIdle(Runnable task) {
        if (running == 0) {
            task.run();
        } else {
            idle.add(task);
        }
    }

    /** Once a second, or so; a store that comes back is not flooded. */
    void tick(long time) {
        now = time;
        Deque<Write> due = new ArrayDeque<>();
        for (Iterator<Write> all = waiting.iterator(); all.hasNext() && due.size() < PER_TICK; ) {
            Write write = all.next();
            if (write.notBefore() <= time) {
                all.remove();
                due.add(write);
            }
        }
        due.forEach(this::run);
        if (lost > 0 && time - lastSaid >= LOG_PAUSE_MS) {
            LOG.warn("{} entries of call histories and timelines could not be stored", lost);
            lost = 0;
            lastSaid = time;
        }
    }
}
