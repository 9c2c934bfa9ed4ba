package io.ringway.gateway.http.ws;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;

/** Those for whom an outbox counts. */
sealed interface Party {
    /** How much it may hold in {@link SlowOutboxes} for each byte that it leaves free. */
    double weight();

    record User(UserId id) implements Party {
        @Override
        public double weight() {
            return 0.25;
        }
    }

    record Address(String network) implements Party {
        @Override
        public double weight() {
            return 3;
        }
    }

    record Customer(Tenant tenant) implements Party {
        @Override
        public double weight() {
            return 8;
        }
    }
}
