package io.ringway.cluster;

import io.vertx.core.Future;
import java.util.Optional;

/** What keeps something for the nodes, perhaps outside of them: it may be in trouble, and is closed in the end. */
public interface Store {
    /** Whether anything is kept at all. Any thread. */
    default boolean isThere() {
        return true;
    }

    /** What is wrong with the store at the moment, in an operator's words; empty where nothing is. Any thread. */
    Optional<String> trouble();

    /** Called on the hub, once nothing more is asked of it. */
    Future<Void> close();

    /** Where there is none. So nothing is wrong with it. */
    interface Absent extends Store {
        @Override
        default boolean isThere() {
            return false;
        }

        @Override
        default Optional<String> trouble() {
            return Optional.empty();
        }

        @Override
        default Future<Void> close() {
            return Future.succeededFuture();
        }
    }
}
