package io.ringway.gateway;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/** Futures as a test waits for them. Not on an event loop, which would wait for itself. */
public final class Futures {
    private Futures() {}

    /** What it completes with; fails the test with its cause where it fails, or is not done within 30 seconds. */
    public static <T> T done(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
