package io.ringway.gateway.auth;

import io.vertx.core.Vertx;

/** What time it is, and what is done later: on the context from which that was asked for, where there is one. Any thread. */
interface Timers {
    /** Nanoseconds since some moment; differences alone say something. */
    long nanos();

    /**
     * Runs it after so many milliseconds, at least one.
     *
     * @return what stops the timer, on any thread; nothing comes of it where the timer has run
     */
    Runnable once(long millis, Runnable task);

    /** As {@link #once}, again and again. */
    Runnable every(long millis, Runnable task);

    static Timers of(Vertx vertx) {
        return new Timers() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public Runnable once(long millis, Runnable task) {
                long timer = vertx.setTimer(millis, due -> task.run());
                return () -> vertx.cancelTimer(timer);
            }

            @Override
            public Runnable every(long millis, Runnable task) {
                long timer = vertx.setPeriodic(millis, due -> task.run());
                return () -> vertx.cancelTimer(timer);
            }
        };
    }
}
