package io.ringway.gateway.hooks;

import io.vertx.core.Future;

/** Says who may do what beyond what tokens say. On the hub. */
public interface Doorkeeper {
    /** Whether anybody has to be asked about this at all. */
    boolean asks(Question.Kind kind);

    /** Completes on the hub, within the time-outs of the configuration, and never fails. */
    Future<Answer> ask(Question question);

    /** Nobody is asked. */
    Doorkeeper NOBODY = new Doorkeeper() {
        @Override
        public boolean asks(Question.Kind kind) {
            return false;
        }

        @Override
        public Future<Answer> ask(Question question) {
            return Future.succeededFuture(Answer.yes());
        }
    };
}
