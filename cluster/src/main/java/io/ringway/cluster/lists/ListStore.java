package io.ringway.cluster.lists;

import io.ringway.cluster.Store;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Bounded lists of small items by key. Made for what is read now and then and must not hold anybody up: every future
 * completes, or fails, within the store's time-out.
 *
 * <p>Called on one context, the hub; futures complete on it. What failed may have been carried out all the same, and may
 * be asked for again: each of these can be done twice without harm.
 */
public interface ListStore extends Store {
    /**
     * Puts an item in its place; where its id is there already, nothing changes. Completes with how many items of the list
     * nobody has seen.
     */
    Future<Integer> append(ListKey key, Item item);

    /**
     * A page, the newest item first.
     *
     * @param after the id of the last item of the page before; empty for the first page. After an item that the list does
     *     not have (any more) there is nothing: what was older is gone too
     */
    Future<ListPage> page(ListKey key, String after, int limit);

    /** Marks an item and all older ones as seen, if the list has it; completes with how many are still unseen. */
    Future<Integer> mark(ListKey key, String upTo);

    /** Takes an item out; where the list does not have it, nothing changes. Completes with how many are still unseen. */
    Future<Integer> remove(ListKey key, String id);

    /** How many lists of this node had to go before their time, for newer ones. Any thread. */
    default long pushedOut() {
        return 0;
    }

    /** A store that keeps nothing: for what an operator has turned off. */
    ListStore NONE = new ListStore() {
        @Override
        public Future<Integer> append(ListKey key, Item item) {
            return Future.succeededFuture(0);
        }

        @Override
        public Future<ListPage> page(ListKey key, String after, int limit) {
            return Future.succeededFuture(ListPage.EMPTY);
        }

        @Override
        public Future<Integer> mark(ListKey key, String upTo) {
            return Future.succeededFuture(0);
        }

        @Override
        public Future<Integer> remove(ListKey key, String id) {
            return Future.succeededFuture(0);
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
