package io.ringway.cluster.listing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The first ones of many in the order of their keys. Each of the many is looked at once, mostly by a single comparison, and no more are kept
 * than are wanted. Owned by one thread.
 */
public final class Selection<K, V> {
    private final Comparator<? super K> order;
    private final @Nullable K after;
    private final int limit;
    private final TreeMap<K, V> first;

    /**
     * @param after only what comes after this key; null for all
     * @param limit how many are wanted, at least 1
     */
    public Selection(Comparator<? super K> order, @Nullable K after, int limit) {
        this.order = order;
        this.after = after;
        this.limit = limit;
        this.first = new TreeMap<>(order);
    }

    /** One of them; of several with the same key the last one counts. */
    public void offer(K key, V value) {
        boolean isFull = first.size() == limit;
        if ((isFull && order.compare(key, first.lastKey()) > 0) || (after != null && order.compare(key, after) <= 0)) {
            return;
        }
        first.put(key, value);
        if (first.size() > limit) {
            first.pollLastEntry();
        }
    }

    /** Those of what was offered. */
    public List<V> rows() {
        return new ArrayList<>(first.values());
    }
}
