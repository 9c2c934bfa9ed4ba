package io.ringway.gateway.push;

import io.ringway.cluster.lists.Item;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.lists.ListPage;
import io.ringway.cluster.lists.ListStore;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** Lists of which some cannot be read for a while. */
final class UnreadLists implements ListStore {
    volatile Predicate<ListKey> isAway = key -> false;
    final AtomicLong refused = new AtomicLong();
    private final ListStore store;

    UnreadLists(ListStore store) {
        this.store = store;
    }

    @Override
    public Future<ListPage> page(ListKey key, String after, int limit) {
        if (isAway.test(key)) {
            refused.incrementAndGet();
            return Future.failedFuture("it does not answer");
        }
        return store.page(key, after, limit);
    }

    @Override
    public Future<Integer> append(ListKey key, Item item) {
        return store.append(key, item);
    }

    @Override
    public Future<Integer> mark(ListKey key, String upTo) {
        return store.mark(key, upTo);
    }

    @Override
    public Future<Integer> remove(ListKey key, String id) {
        return store.remove(key, id);
    }

    @Override
    public Optional<String> trouble() {
        return store.trouble();
    }

    @Override
    public Future<Void> close() {
        return store.close();
    }
}
