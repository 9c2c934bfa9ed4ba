package io.ringway.cluster.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets large requests go as fast as they are answered: so few bytes are on their way at a time that every answer, also that of
 * what is small and goes between them, comes within the time-out. What waits is not built before it is the next to go, so that many
 * that wait hold no more than what they would be built of. Hub only.
 */
final class Window {
    /** Each of them is a part of another log, or a page of one. */
    static final int MAX_WAITING = 10_000;

    private final long most;
    private final Deque<Waiting<?>> waiting = new ArrayDeque<>();
    private long underWay;
    private boolean isSending;

    /**
     * A request that goes next.
     *
     * @param size in bytes
     */
    record Large<T>(long size, Supplier<Future<T>> send) {}

    private final class Waiting<T> {
        private final Supplier<Large<T>> build;
        private final Promise<T> done = Promise.promise();
        private @Nullable Large<T> built;

        Waiting(Supplier<Large<T>> build) {
            this.build = build;
        }

        private Large<T> request() {
            Large<T> request = built == null ? build.get() : built;
            built = request;
            return request;
        }

        /** False where there is no place for it yet. */
        boolean isSent() {
            Large<T> request;
            try {
                request = request();
            } catch (RuntimeException broken) {
                // It must not stand in the way of all others for good.
                waiting.remove();
                done.fail(broken);
                return true;
            }
            if (underWay > 0 && underWay + request.size > most) {
                return false;
            }
            underWay += request.size;
            waiting.remove();
            sent(request).onComplete(answer -> {
                underWay -= request.size;
                done.handle(answer);
                next();
            });
            return true;
        }

        /** One that cannot even be sent ends as one that was refused, and gives its place back. */
        private Future<T> sent(Large<T> request) {
            try {
                return request.send.get();
            } catch (RuntimeException broken) {
                return Future.failedFuture(broken);
            }
        }
    }

    /** @param most bytes at a time; a larger request goes alone */
    Window(long most) {
        this.most = most;
    }

    /** Whether nothing new is to come: no log, that is; the next part of one that has begun has its place. */
    boolean isFull() {
        return waiting.size() >= MAX_WAITING;
    }

    /**
     * What is asked for first goes first.
     *
     * @param build asked once, when whatever was before it has gone
     */
    <T> Future<T> send(Supplier<Large<T>> build) {
        Waiting<T> last = new Waiting<>(build);
        waiting.add(last);
        next();
        return last.done.future();
    }

    /** Where Redis is away each fails within its turn, and the next one's comes in this loop. */
    private void next() {
        if (isSending) {
            return;
        }
        isSending = true;
        try {
            for (Waiting<?> first = waiting.peek(); first != null && underWay < most; first = waiting.peek()) {
                if (!first.isSent()) {
                    return;
                }
            }
        } finally {
            isSending = false;
        }
    }
}
