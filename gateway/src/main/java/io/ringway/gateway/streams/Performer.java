package io.ringway.gateway.streams;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Does what entries of streams ask for. On the hub. */
@FunctionalInterface
public interface Performer {
    /**
     * Completes with what came of it, and never fails.
     *
     * @param scopes what may be done
     * @param occurrence the same each time that the entry comes
     */
    Future<Outcome> perform(StreamCall call, Set<String> scopes, Occurrence occurrence);

    sealed interface Outcome {
        int status();

        @Nullable
        JsonObject body();

        /** @param body null where there is none */
        record Answered(int status, @Nullable JsonObject body) implements Outcome {}

        /** @param isTemporary whether it may be tried again */
        record Refused(int status, JsonObject body, String code, String message, boolean isTemporary)
                implements Outcome {}
    }
}
