package io.ringway.cluster.local;

import io.ringway.cluster.lists.Bounds;
import io.ringway.cluster.lists.Item;
import io.ringway.cluster.lists.KeptList;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.lists.ListPage;
import io.ringway.cluster.lists.ListStore;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Lists in the memory of one node, gone with it. Hub only; every future is completed when it is returned. */
public final class LocalLists implements ListStore {
    private final Bounds bounds;
    private final InstantSource clock;
    /** The one written longest ago first. */
    private final Map<ListKey, KeptList> lists = new LinkedHashMap<>();

    public LocalLists(Bounds bounds, InstantSource clock) {
        this.bounds = bounds;
        this.clock = clock;
    }

    @Override
    public Future<Integer> append(ListKey key, Item item) {
        KeptList known = lists.remove(key);
        KeptList list = known == null ? new KeptList() : known;
        list.append(item, bounds.items(), oldest());
        lists.put(key, list);
        trim();
        return Future.succeededFuture(list.unseen(oldest()));
    }

    /** Over the bound the list that was written longest ago goes; and one a turn that has nothing left in time. */
    private void trim() {
        Map.Entry<ListKey, KeptList> first = lists.entrySet().iterator().next();
        if (lists.size() > bounds.lists()
                || first.getValue().page("", 1, oldest()).items().isEmpty()) {
            lists.remove(first.getKey());
        }
    }

    @Override
    public Future<ListPage> page(ListKey key, String after, int limit) {
        KeptList list = lists.get(key);
        return Future.succeededFuture(list == null ? ListPage.EMPTY : list.page(after, limit, oldest()));
    }

    @Override
    public Future<Integer> mark(ListKey key, String upTo) {
        KeptList list = lists.get(key);
        if (list == null) {
            return Future.succeededFuture(0);
        }
        list.mark(upTo);
        return Future.succeededFuture(list.unseen(oldest()));
    }

    @Override
    public Future<Integer> remove(ListKey key, String id) {
        KeptList list = lists.get(key);
        if (list == null) {
            return Future.succeededFuture(0);
        }
        list.remove(id);
        if (list.isEmpty()) {
            lists.remove(key);
        }
        return Future.succeededFuture(list.unseen(oldest()));
    }

    private long oldest() {
        return bounds.oldest(clock.millis());
    }

    @Override
    public Optional<String> trouble() {
        return Optional.empty();
    }

    @Override
    public Future<Void> close() {
        lists.clear();
        return Future.succeededFuture();
    }
}
