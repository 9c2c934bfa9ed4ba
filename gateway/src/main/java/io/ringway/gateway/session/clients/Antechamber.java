package io.ringway.gateway.session.clients;

import io.ringway.gateway.session.Hub;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Where a new connection waits until what it will be told in its welcome is there, for a short while at most. What its client
 * asks meanwhile, the connection keeps. Hub only.
 */
public final class Antechamber {
    private final Vertx vertx;
    private final Hub hub;
    private final long waitMillis;
    private boolean closed;

    /** @param waitMillis how long; 0 lets nobody wait */
    public Antechamber(Vertx vertx, Hub hub, long waitMillis) {
        this.vertx = vertx;
        this.hub = hub;
        this.waitMillis = waitMillis;
    }

    /** Opens as soon as this is there, in whatever way it came out, or the time is up. */
    public void enter(Future<?> ready, Runnable open) {
        if (ready.isComplete() || waitMillis == 0) {
            open.run();
            return;
        }
        Once once = new Once(open);
        long timer = vertx.setTimer(waitMillis, late -> hub.execute(once));
        ready.onComplete(done -> hub.execute(() -> {
            vertx.cancelTimer(timer);
            once.run();
        }));
    }

    /** Nobody is let in any more. */
    public void close() {
        closed = true;
    }

    private final class Once implements Runnable {
        private final Runnable task;
        private boolean done;

        Once(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (!done && !closed) {
                done = true;
                task.run();
            }
        }
    }
}
