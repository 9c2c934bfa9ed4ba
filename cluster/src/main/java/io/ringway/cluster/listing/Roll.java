package io.ringway.cluster.listing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What several owners have, of each in the order of its keys, so that a page costs what is on it and not what there is. One entry
 * for each, and nothing for owners that have none. Owned by one thread.
 *
 * @param <O> whose it is, a tenant or a user
 */
public final class Roll<O, K, V> {
    private final Comparator<? super K> order;
    private final Map<O, TreeMap<K, V>> byOwner = new HashMap<>();

    public Roll(Comparator<? super K> order) {
        this.order = order;
    }

    /** Puts it there, or in the place of what is there. */
    public void put(O owner, K key, V value) {
        byOwner.computeIfAbsent(owner, first -> new TreeMap<>(order)).put(key, value);
    }

    public void remove(O owner, K key) {
        byOwner.computeIfPresent(owner, (same, own) -> {
            own.remove(key);
            return own.isEmpty() ? null : own;
        });
    }

    /** How many an owner has. */
    public int count(O owner) {
        TreeMap<K, V> own = byOwner.get(owner);
        return own == null ? 0 : own.size();
    }

    public boolean isEmpty() {
        return byOwner.isEmpty();
    }

    /**
     * The next ones of an owner. Looked up one by one: a view of all that are left counts them when it is asked for its size, which a
     * stream over it does.
     *
     * @param after the key of the last one before, which need not be there; null for the first page
     * @param limit how many at most
     */
    public List<V> page(O owner, @Nullable K after, int limit) {
        TreeMap<K, V> own = byOwner.get(owner);
        List<V> page = new ArrayList<>();
        if (own != null) {
            Map.Entry<K, V> next = after == null ? own.firstEntry() : own.higherEntry(after);
            while (next != null && page.size() < limit) {
                page.add(next.getValue());
                next = own.higherEntry(next.getKey());
            }
        }
        return page;
    }
}
