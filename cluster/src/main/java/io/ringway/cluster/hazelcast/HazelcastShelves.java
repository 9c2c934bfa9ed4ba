package io.ringway.cluster.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.ringway.cluster.shelves.Paper;
import io.ringway.cluster.shelves.Placed;
import io.ringway.cluster.shelves.Shelf;
import io.ringway.cluster.shelves.ShelfKey;
import io.ringway.cluster.shelves.ShelfPage;
import io.ringway.cluster.shelves.ShelfStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shelves in the memory of the cluster, each on two of its nodes: they outlive any one. Fails what is not answered within
 * two seconds, as while a member hangs. Hub only.
 */
final class HazelcastShelves implements ShelfStore {
    private static final long TIMEOUT_MS = 2_000;

    private final Vertx vertx;
    private final IMap<String, KeptShelf> map;
    private final InstantSource clock;
    private volatile boolean failing;

    HazelcastShelves(Vertx vertx, HazelcastInstance hazelcast, InstantSource clock) {
        this.vertx = vertx;
        this.map = hazelcast.getMap(Configs.SHELVES);
        this.clock = clock;
    }

    @Override
    public Future<Placed> put(ShelfKey key, Paper paper, int max) {
        return ask(() -> map.submitToKey(key.text(), new ShelfSteps.Put(paper, max, clock.millis())))
                .map(Placed::of);
    }

    @Override
    public Future<Optional<Paper>> get(ShelfKey key, String id) {
        return this.<byte @Nullable []>ask(() -> map.submitToKey(key.text(), new ShelfSteps.Get(id, clock.millis())))
                .map(bytes -> bytes == null
                        ? Optional.empty()
                        : Optional.of(Shelf.papers(bytes).getFirst()));
    }

    @Override
    public Future<Boolean> remove(ShelfKey key, String id) {
        return ask(() -> map.submitToKey(key.text(), new ShelfSteps.Remove(id, clock.millis())));
    }

    @Override
    public Future<ShelfPage> page(ShelfKey key, int offset, int limit) {
        return this.<byte @Nullable []>ask(
                        () -> map.submitToKey(key.text(), new ShelfSteps.Page(offset, limit, clock.millis())))
                .map(bytes -> bytes == null ? ShelfPage.EMPTY : ShelfSteps.Page.read(bytes));
    }

    private <T extends @Nullable Object> Future<T> ask(Supplier<CompletionStage<T>> question) {
        Promise<T> promise = ((ContextInternal) vertx.getOrCreateContext()).promise();
        Asynchronously.call(question).whenComplete((answer, failure) -> {
            if (failure == null) {
                promise.tryComplete(answer);
            } else {
                promise.tryFail(failure);
            }
        });
        return promise.future().timeout(TIMEOUT_MS, TimeUnit.MILLISECONDS).onComplete(done -> failing = done.failed());
    }

    @Override
    public Optional<String> trouble() {
        return failing ? Optional.of("the cluster's memory did not answer in time") : Optional.empty();
    }

    /** Closing the Vert.x leaves Hazelcast. */
    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
