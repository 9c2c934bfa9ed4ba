package io.ringway.cluster.hazelcast;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a store asks the cluster's maps: what they answer comes to the context that asked, or fails after two seconds. Knows whether
 * the last answer was a failure. Any thread.
 */
final class MapAnswers {
    private static final long TIMEOUT_MS = 2_000;

    private final Vertx vertx;
    private volatile boolean failing;

    MapAnswers(Vertx vertx) {
        this.vertx = vertx;
    }

    <T extends @Nullable Object> Future<T> ask(Supplier<CompletionStage<T>> question) {
        Promise<T> promise = ((ContextInternal) vertx.getOrCreateContext()).promise();
        Asynchronously.call(question).whenComplete((answer, failure) -> {
            if (failure == null) {
                promise.tryComplete(answer);
            } else {
                promise.tryFail(failure);
            }
        });
        return promise.future().timeout(TIMEOUT_MS, TimeUnit.MILLISECONDS).onComplete(done -> failing = done.failed());
    }

    /** What an operator is told while the maps do not answer. */
    Optional<String> trouble() {
        return failing ? Optional.of("the cluster's memory did not answer in time") : Optional.empty();
    }
}
