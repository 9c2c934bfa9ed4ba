package io.ringway.cluster.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Lets large requests go as fast as they are answered: so few bytes are on their way at a time that every answer, also that of
 * what is small and goes between them, comes within the time-out. Hub only.
 */
final class Window {
    /** Each of them is a part of one log. */
    private static final int MAX_WAITING = 10_000;

    private final long most;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long underWay;
    private boolean isSending;

    private record Waiting(long size, Runnable send) {}

    /** @param most bytes at a time; a larger request goes alone */
    Window(long most) {
        this.most = most;
    }

    /** What is asked for first goes first. Fails at once where too much waits. */
    <T> Future<T> send(long size, Supplier<Future<T>> request) {
        if (waiting.size() >= MAX_WAITING) {
            return Future.failedFuture("too many parts of logs wait already");
        }
        Promise<T> done = Promise.promise();
        waiting.add(new Waiting(
                size,
                () -> request.get().onComplete(answer -> {
                    underWay -= size;
                    done.handle(answer);
                    next();
                })));
        next();
        return done.future();
    }

    /** Where Redis is away each fails within its turn, and the next one's comes in this loop. */
    private void next() {
        if (isSending) {
            return;
        }
        isSending = true;
        try {
            for (Waiting first = waiting.peek(); first != null && fits(first); first = waiting.peek()) {
                waiting.remove();
                underWay += first.size;
                first.send.run();
            }
        } finally {
            isSending = false;
        }
    }

    private boolean fits(Waiting one) {
        return underWay == 0 || underWay + one.size <= most;
    }
}
