package io.ringway.cluster.seen;

import io.ringway.cluster.Tenant;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When users were last here, by their ids; of each the latest time is kept, in whatever order they come, until it is too old, or
 * there are too many. Every future completes, or fails, within the store's time-out. Each of these can be done twice without harm.
 *
 * <p>Called on one context, the hub; futures complete on it.
 */
public interface SeenStore {
    /** @param times in milliseconds since 1970 */
    Future<Void> keep(Tenant tenant, Map<String, Long> times);

    /** Completes with one time for each, in this order; 0 where nothing is known. */
    Future<List<Long>> times(Tenant tenant, List<String> users);

    /** Whether anything is kept at all. */
    default boolean isThere() {
        return true;
    }

    /** What is wrong with the store at the moment, in an operator's words; empty where nothing is. Any thread. */
    Optional<String> trouble();

    Future<Void> close();

    /** Where there is none: it is known for as long as the nodes live. */
    SeenStore NONE = new SeenStore() {
        @Override
        public Future<Void> keep(Tenant tenant, Map<String, Long> times) {
            return Future.succeededFuture();
        }

        @Override
        public Future<List<Long>> times(Tenant tenant, List<String> users) {
            return Future.succeededFuture(users.stream().map(user -> 0L).toList());
        }

        @Override
        public boolean isThere() {
            return false;
        }

        @Override
        public Optional<String> trouble() {
            return Optional.empty();
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    };
}
