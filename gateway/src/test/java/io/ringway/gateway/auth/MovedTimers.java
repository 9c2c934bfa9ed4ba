package io.ringway.gateway.auth;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Time that passes when the test says so. */
final class MovedTimers implements Timers {
    private final List<Timer> timers = new ArrayList<>();
    private long now;

    /** @param every nanoseconds; 0 for one that runs once */
    private record Timer(
            long at, long every, Runnable task, @Nullable Context context) {
        /** Returns when it has run. */
        void fire() {
            if (context == null) {
                task.run();
                return;
            }
            Promise<Void> done = Promise.promise();
            context.runOnContext(turn -> {
                task.run();
                done.complete();
            });
            done.future().await();
        }

        Timer next() {
            return new Timer(at + every, every, task, context);
        }
    }

    @Override
    public synchronized long nanos() {
        return now;
    }

    @Override
    public Runnable once(long millis, Runnable task) {
        return add(millis, 0, task);
    }

    @Override
    public Runnable every(long millis, Runnable task) {
        return add(millis, TimeUnit.MILLISECONDS.toNanos(millis), task);
    }

    private synchronized Runnable add(long millis, long every, Runnable task) {
        timers.add(new Timer(now + TimeUnit.MILLISECONDS.toNanos(millis), every, task, Vertx.currentContext()));
        return () -> remove(task);
    }

    private synchronized void remove(Runnable task) {
        timers.removeIf(timer -> timer.task.equals(task));
    }

    /** How many are still to run. */
    synchronized int waiting() {
        return timers.size();
    }

    /** Runs what is due by then, one after the other. The test's thread only. */
    void pass(Duration time) {
        long until = nanos() + time.toNanos();
        for (Timer due = next(until); due != null; due = next(until)) {
            due.fire();
        }
    }

    private synchronized @Nullable Timer next(long until) {
        Timer first = timers.stream()
                .filter(timer -> timer.at <= until)
                .min(Comparator.comparingLong(Timer::at))
                .orElse(null);
        now = first == null ? until : first.at;
        if (first != null) {
            timers.remove(first);
            if (first.every > 0) {
                timers.add(first.next());
            }
        }
        return first;
    }
}
