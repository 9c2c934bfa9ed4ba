package io.ringway.cluster.shelves;

import io.ringway.cluster.Store;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Shelves of small records. Nothing is dropped before it is over: what does not fit is refused. Every future completes, or
 * fails, within the store's time-out.
 *
 * <p>Called on one context, the hub; futures complete on it. What failed may have been carried out all the same, and may be
 * asked for again: each of these can be done twice without harm.
 */
public interface ShelfStore extends Store {
    /**
     * Puts a paper where its predecessor was, or a new one on the shelf, in one atomic step.
     *
     * @param max how many papers the shelf holds
     */
    Future<Placed> put(ShelfKey key, Paper paper, int max);

    Future<Optional<Paper>> get(ShelfKey key, String id);

    /** Completes with whether it was there. */
    Future<Boolean> remove(ShelfKey key, String id);

    /**
     * Papers from a place on, the newest first.
     *
     * @param limit at least 1
     */
    Future<ShelfPage> page(ShelfKey key, int offset, int limit);
}
