package io.ringway.cluster.hazelcast;

import java.util.function.LongSupplier;

/** The thread that beats for a {@link Standstill}, from {@link #start} to {@link #close}. */
final class Pulse implements AutoCloseable {
    private final Thread thread;

    Pulse(Standstill standstill, LongSupplier clock) {
        thread = new Thread(() -> run(standstill, clock), "ringway-pulse");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private static void run(Standstill standstill, LongSupplier clock) {
        try {
            while (true) {
                standstill.beat(clock.getAsLong());
                // Whoever stands still sleeps for longer than that: it is what is looked for.
                Thread.sleep(Standstill.BEAT_MS);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
