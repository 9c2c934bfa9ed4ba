package io.ringway.cluster.local;

import io.ringway.cluster.TestNode;
import io.ringway.cluster.outbox.OutboxContract;
import io.ringway.cluster.outbox.OutboxStore;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;

class LocalOutboxTest extends OutboxContract {
    private final Vertx vertx = Vertx.vertx();
    private final OutboxStore store = new LocalOutbox(InstantSource.system());

    @Override
    protected OutboxStore store() {
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
