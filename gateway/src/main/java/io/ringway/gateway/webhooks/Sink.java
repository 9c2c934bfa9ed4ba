package io.ringway.gateway.webhooks;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Where events go. */
@FunctionalInterface
public interface Sink {
    /** What came of it. */
    sealed interface Outcome {
        /** The receiver has it. */
        record Delivered() implements Outcome {}

        /** It may be tried again. The reason is for operators, and repeats nothing that was sent. */
        record Failed(String reason) implements Outcome {}

        /** The receiver wants nothing any more. */
        record Gone() implements Outcome {}
    }

    /** The scheme, host and port of where that is, with nothing that may be a secret; null where it has no URL. */
    default @Nullable String url() {
        return null;
    }

    /** The name of the stream that it is; null where it is none. */
    default @Nullable String stream() {
        return null;
    }

    /** Hands an event over; completes, never fails, within a time of its own. On the hub. */
    Future<Outcome> send(Delivery delivery);
}
