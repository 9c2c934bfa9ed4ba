package io.ringway.cluster.hazelcast;

import io.ringway.cluster.UnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few threads for calls that a hung member may hold for seconds, so that nothing else waits for those; more than a bound
 * are refused at once. A caller that gives up does not end the call: its place is free again when the call returns. Any
 * thread.
 */
final class BlockingCalls {
    private final WorkerExecutor workers;
    private final int bound;
    private final AtomicInteger open = new AtomicInteger();

    BlockingCalls(Vertx vertx, String name, int threads, int waiting) {
        this.workers = vertx.createSharedWorkerExecutor(name, threads);
        this.bound = threads + waiting;
    }

    <T> Future<T> run(Callable<T> call) {
        if (open.incrementAndGet() > bound) {
            open.decrementAndGet();
            return Future.failedFuture(new UnavailableException("too many calls of this kind wait already"));
        }
        return workers.executeBlocking(call, false).onComplete(done -> open.decrementAndGet());
    }

    Future<Void> close() {
        return workers.close();
    }
}
