package io.ringway.gateway.ice;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Lets so many questions be under way at once, and the others wait their turn: everybody's credentials end in the same
 * second where everybody came in the same second. One owner.
 */
final class InFlight {
    private static final int MAX_WAITING = 100_000;

    /** Of questions that are answered at once; more would hold up what else the thread has to do. */
    private static final int MAX_PER_TURN = 100;

    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final int max;
    private final Consumer<Runnable> later;
    private int count;
    private boolean starting;

    /** @param later does something in another turn of the owner's thread */
    InFlight(int max, Consumer<Runnable> later) {
        this.max = max;
        this.later = later;
    }

    <T> Future<T> submit(Supplier<Future<T>> question) {
        if (waiting.size() >= MAX_WAITING) {
            return Future.failedFuture("too many questions wait");
        }
        Promise<T> promise = Promise.promise();
        waiting.add(() -> question.get().onComplete(promise).onComplete(done -> over()));
        start();
        return promise.future();
    }

    private void over() {
        count--;
        start();
    }

    /** A question that is answered at once comes back here: it must not go deeper for each that waits. */
    private void start() {
        if (starting) {
            return;
        }
        starting = true;
        for (int i = 0; i < MAX_PER_TURN && count < max && !waiting.isEmpty(); i++) {
            count++;
            waiting.poll().run();
        }
        starting = false;
        if (count < max && !waiting.isEmpty()) {
            later.accept(this::start);
        }
    }
}
