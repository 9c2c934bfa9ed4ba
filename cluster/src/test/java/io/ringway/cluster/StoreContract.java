package io.ringway.cluster;

import io.vertx.core.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.TestInstance;

/** What the contracts of stores have in common: a store is asked on a hub, and answers there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class StoreContract {
    protected abstract TestHub hub();

    public final <T> T call(Supplier<Future<T>> action) {
        return hub().call(action);
    }
}
