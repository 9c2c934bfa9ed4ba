package io.ringway.cluster.local;

import io.ringway.cluster.TestHub;
import io.ringway.cluster.outbox.OutboxContract;
import io.ringway.cluster.outbox.OutboxStore;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;

class LocalOutboxTest extends OutboxContract {
    private final TestHub hub = new TestHub();
    private final OutboxStore store = new LocalOutbox(InstantSource.system());

    @Override
    protected OutboxStore store() {
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
