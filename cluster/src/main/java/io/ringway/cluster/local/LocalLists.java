package io.ringway.cluster.local;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.lists.Bounds;
import io.ringway.cluster.lists.Item;
import io.ringway.cluster.lists.KeptList;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.lists.ListPage;
import io.ringway.cluster.lists.ListStore;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Lists in the memory of one node, gone with it. Hub only; every future is completed when it is returned. */
public final class LocalLists implements ListStore {
    private final Bounds bounds;
    private final InstantSource clock;
    /** Of each tenant, the one written longest ago first. */
    private final Map<Tenant, Map<ListKey, KeptList>> lists = new HashMap<>();

    private final LongAdder pushedOut = new LongAdder();
    private int size;

    public LocalLists(Bounds bounds, InstantSource clock) {
        this.bounds = bounds;
        this.clock = clock;
    }

    @Override
    public Future<Integer> append(ListKey key, Item item) {
        Map<ListKey, KeptList> own = lists.computeIfAbsent(key.tenant(), first -> new LinkedHashMap<>());
        KeptList known = own.remove(key);
        KeptList list = known == null ? new KeptList() : known;
        list.append(item, bounds.items(), oldest());
        own.put(key, list);
        size += known == null ? 1 : 0;
        trim(own);
        return Future.succeededFuture(list.unseen(oldest()));
    }

    /**
     * One a turn goes that has nothing left in time; over the bound, of the tenant that has most lists, the one that was written
     * longest ago: nobody pushes out what others have.
     */
    private void trim(Map<ListKey, KeptList> own) {
        if (isOver(own.values().iterator().next())) {
            dropFirst(own);
        } else if (size > bounds.lists()) {
            Map<ListKey, KeptList> most = Collections.max(lists.values(), Comparator.comparingInt(Map::size));
            if (!isOver(most.values().iterator().next())) {
                pushedOut.increment();
            }
            dropFirst(most);
        }
    }

    private boolean isOver(KeptList list) {
        return list.page("", 1, oldest()).items().isEmpty();
    }

    private void dropFirst(Map<ListKey, KeptList> of) {
        drop(of.keySet().iterator().next());
    }

    private void drop(ListKey key) {
        lists.computeIfPresent(key.tenant(), (tenant, own) -> {
            size -= own.remove(key) == null ? 0 : 1;
            return own.isEmpty() ? null : own;
        });
    }

    private @Nullable KeptList find(ListKey key) {
        return lists.getOrDefault(key.tenant(), Map.of()).get(key);
    }

    @Override
    public Future<ListPage> page(ListKey key, String after, int limit) {
        KeptList list = find(key);
        return Future.succeededFuture(list == null ? ListPage.EMPTY : list.page(after, limit, oldest()));
    }

    @Override
    public Future<Integer> mark(ListKey key, String upTo) {
        KeptList list = find(key);
        if (list == null) {
            return Future.succeededFuture(0);
        }
        list.mark(upTo);
        return Future.succeededFuture(list.unseen(oldest()));
    }

    @Override
    public Future<Integer> remove(ListKey key, String id) {
        KeptList list = find(key);
        if (list == null) {
            return Future.succeededFuture(0);
        }
        list.remove(id);
        if (list.isEmpty()) {
            drop(key);
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
    public long pushedOut() {
        return pushedOut.sum();
    }

    @Override
    public Future<Void> close() {
        lists.clear();
        size = 0;
        return Future.succeededFuture();
    }
}
