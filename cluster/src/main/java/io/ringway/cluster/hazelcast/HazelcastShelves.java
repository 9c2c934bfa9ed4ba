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
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shelves in the memory of the cluster, each on two of its nodes: they outlive any one. Fails what is not answered within
 * two seconds, as while a member hangs. Hub only.
 */
final class HazelcastShelves implements ShelfStore {
    private final MapAnswers answers;
    private final IMap<String, KeptShelf> map;
    private final InstantSource clock;

    HazelcastShelves(Vertx vertx, HazelcastInstance hazelcast, InstantSource clock) {
        this.answers = new MapAnswers(vertx);
        this.map = hazelcast.getMap(Configs.SHELVES);
        this.clock = clock;
    }

    @Override
    public Future<Placed> put(ShelfKey key, Paper paper, int max) {
        return answers.ask(() -> map.submitToKey(key.text(), new ShelfSteps.Put(paper, max, clock.millis())))
                .map(Placed::of);
    }

    @Override
    public Future<Optional<Paper>> get(ShelfKey key, String id) {
        return answers.<byte @Nullable []>ask(() -> map.submitToKey(key.text(), new ShelfSteps.Get(id, clock.millis())))
                .map(bytes -> bytes == null
                        ? Optional.empty()
                        : Optional.of(Shelf.papers(bytes).getFirst()));
    }

    @Override
    public Future<Boolean> remove(ShelfKey key, String id) {
        return answers.ask(() -> map.submitToKey(key.text(), new ShelfSteps.Remove(id, clock.millis())));
    }

    @Override
    public Future<ShelfPage> page(ShelfKey key, int offset, int limit) {
        return answers.<byte @Nullable []>ask(
                        () -> map.submitToKey(key.text(), new ShelfSteps.Page(offset, limit, clock.millis())))
                .map(bytes -> bytes == null ? ShelfPage.EMPTY : ShelfSteps.Page.read(bytes));
    }

    @Override
    public Optional<String> trouble() {
        return answers.trouble();
    }

    /** Closing the Vert.x leaves Hazelcast. */
    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
