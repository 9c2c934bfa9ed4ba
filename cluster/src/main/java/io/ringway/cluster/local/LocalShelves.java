package io.ringway.cluster.local;

import io.ringway.cluster.shelves.Paper;
import io.ringway.cluster.shelves.Placed;
import io.ringway.cluster.shelves.Shelf;
import io.ringway.cluster.shelves.ShelfKey;
import io.ringway.cluster.shelves.ShelfPage;
import io.ringway.cluster.shelves.ShelfStore;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Shelves in the memory of one node, gone with it. Hub only; every future is completed when it is returned. */
public final class LocalShelves implements ShelfStore {
    /** After so many writes everything that is over is looked for, on whichever shelf. */
    private static final int WRITES_BETWEEN_SWEEPS = 1_000;

    private final InstantSource clock;
    private final Map<ShelfKey, Shelf> shelves = new HashMap<>();
    private int writes;

    public LocalShelves(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Future<Placed> put(ShelfKey key, Paper paper, int max) {
        long now = clock.millis();
        if (++writes % WRITES_BETWEEN_SWEEPS == 0) {
            shelves.values().removeIf(shelf -> shelf.until() != Paper.FOR_GOOD && shelf.until() <= now);
        }
        Shelf shelf = shelves.computeIfAbsent(key, fresh -> new Shelf());
        Placed placed = shelf.put(paper, max, now);
        if (shelf.isEmpty()) {
            shelves.remove(key);
        }
        return Future.succeededFuture(placed);
    }

    @Override
    public Future<Optional<Paper>> get(ShelfKey key, String id) {
        Shelf shelf = shelves.get(key);
        return Future.succeededFuture(
                shelf == null ? Optional.empty() : Optional.ofNullable(shelf.get(id, clock.millis())));
    }

    @Override
    public Future<Boolean> remove(ShelfKey key, String id) {
        Shelf shelf = shelves.get(key);
        boolean was = shelf != null && shelf.remove(id, clock.millis());
        if (shelf != null && shelf.isEmpty()) {
            shelves.remove(key);
        }
        return Future.succeededFuture(was);
    }

    @Override
    public Future<ShelfPage> page(ShelfKey key, int offset, int limit) {
        Shelf shelf = shelves.get(key);
        return Future.succeededFuture(shelf == null ? ShelfPage.EMPTY : shelf.page(offset, limit, clock.millis()));
    }

    @Override
    public Optional<String> trouble() {
        return Optional.empty();
    }

    @Override
    public Future<Void> close() {
        shelves.clear();
        return Future.succeededFuture();
    }
}
