package io.ringway.cluster.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.TestHub;
import io.ringway.cluster.lists.Bounds;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.lists.ListStore;
import io.ringway.cluster.lists.ListStoreContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LocalListsTest extends ListStoreContract {
    private final TestHub hub = new TestHub();
    private final ListStore store = new LocalLists(BOUNDS, clock);

    @Override
    protected ListStore store() {
        return store;
    }

    @Override
    protected TestHub hub() {
        return hub;
    }

    @AfterAll
    void close() {
        hub.close();
    }

    @Test
    void freshListsOfOneTenantPushOutNoneOfOthers() {
        ListStore small = new LocalLists(new Bounds(ITEMS, AGE, 10), clock);
        ListKey theirs = new ListKey(new Tenant("quiet"), "only");
        small.append(theirs, item(1, "a"));
        for (int i = 0; i < 100; i++) {
            small.append(new ListKey(new Tenant("loud"), "fresh" + i), item(2, "a"));
        }
        assertEquals(1, small.page(theirs, "", 9).result().items().size());
        assertEquals(91, small.pushedOut());
        ListKey last = new ListKey(new Tenant("loud"), "fresh99");
        assertEquals(1, small.page(last, "", 9).result().items().size());
    }

    @Test
    void theListsWrittenLongestAgoGo() {
        ListStore small = new LocalLists(new Bounds(ITEMS, AGE, 3), clock);
        List<ListKey> keys = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            keys.add(key());
            small.append(keys.get(i), item(i, "a"));
        }
        small.append(keys.getFirst(), item(9, "b"));
        small.append(key(), item(10, "a"));
        assertEquals(
                List.of(2, 0, 1),
                keys.stream()
                        .map(key -> small.page(key, "", 9).result().items().size())
                        .toList());
    }
}
