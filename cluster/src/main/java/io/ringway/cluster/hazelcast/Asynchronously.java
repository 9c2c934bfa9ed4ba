package io.ringway.cluster.hazelcast;

import com.hazelcast.core.HazelcastException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Calls Hazelcast where it may refuse at once: a member that is not active throws instead of returning a stage. */
final class Asynchronously {
    private Asynchronously() {}

    static <T> CompletionStage<T> call(Supplier<CompletionStage<T>> call) {
        try {
            return call.get();
        } catch (HazelcastException | IllegalStateException refusal) {
            return CompletableFuture.failedStage(refusal);
        }
    }
}
