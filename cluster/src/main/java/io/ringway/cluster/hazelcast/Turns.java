package io.ringway.cluster.hazelcast;

import io.ringway.cluster.UnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * So many calls that block nobody at a time; so many more wait for their turn, the first first, and the rest are refused at once. A caller
 * that gives up does not end the call: its place is free again when the call has. Owned by one context, on which the calls end too.
 */
final class Turns {
    private final int atOnce;
    private final int waitingAtMost;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int open;

    Turns(int atOnce, int waitingAtMost) {
        this.atOnce = atOnce;
        this.waitingAtMost = waitingAtMost;
    }

    <T> Future<T> take(Supplier<Future<T>> call) {
        if (open == atOnce && waiting.size() == waitingAtMost) {
            return Future.failedFuture(new UnavailableException("too many calls of this kind wait already"));
        }
        Promise<T> result = Promise.promise();
        waiting.add(() -> start(call, result));
        next();
        return result.future();
    }

    private <T> void start(Supplier<Future<T>> call, Promise<T> result) {
        // Composed, so that a call that throws has failed, and gives its place back.
        Future.succeededFuture().compose(turn -> call.get()).onComplete(done -> {
            open--;
            if (done.succeeded()) {
                result.complete(done.result());
            } else {
                result.fail(done.cause());
            }
            next();
        });
    }

    private void next() {
        while (open < atOnce && !waiting.isEmpty()) {
            open++;
            waiting.remove().run();
        }
    }
}
