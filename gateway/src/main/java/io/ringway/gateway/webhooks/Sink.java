package io.ringway.gateway.webhooks;

import io.vertx.core.Future;

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

    /** Hands an event over; completes, never fails, within a time of its own. On the hub. */
    Future<Outcome> send(Delivery delivery);
}
