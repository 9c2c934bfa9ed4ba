package io.ringway.cluster.local;

import io.ringway.cluster.TestNode;
import io.ringway.cluster.shelves.ShelfContract;
import io.ringway.cluster.shelves.ShelfStore;
import io.vertx.core.Vertx;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;

class LocalShelvesTest extends ShelfContract {
    private final Vertx vertx = Vertx.vertx();
    private final ShelfStore store = new LocalShelves(() -> Instant.ofEpochMilli(now.get()));

    @Override
    protected ShelfStore store() {
        return store;
    }

    @Override
    protected Vertx vertx() {
        return vertx;
    }

    @AfterAll
    void close() {
        TestNode.await(vertx.close());
    }
}
