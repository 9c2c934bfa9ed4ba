package io.ringway.cluster.local;

import io.ringway.cluster.TestHub;
import io.ringway.cluster.shelves.ShelfContract;
import io.ringway.cluster.shelves.ShelfStore;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;

class LocalShelvesTest extends ShelfContract {
    private final TestHub hub = new TestHub();
    private final ShelfStore store = new LocalShelves(() -> Instant.ofEpochMilli(now.get()));

    @Override
    protected ShelfStore store() {
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
}
