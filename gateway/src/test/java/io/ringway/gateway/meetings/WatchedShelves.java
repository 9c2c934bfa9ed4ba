package io.ringway.gateway.meetings;

import io.ringway.cluster.local.LocalShelves;
import io.ringway.cluster.shelves.Paper;
import io.ringway.cluster.shelves.Placed;
import io.ringway.cluster.shelves.ShelfKey;
import io.ringway.cluster.shelves.ShelfPage;
import io.ringway.cluster.shelves.ShelfStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shelves in memory that may be away, and know how much of them was read page by page, and how often something was written. */
public final class WatchedShelves implements ShelfStore {
    private final ShelfStore shelves;
    private boolean isAway;
    private @Nullable Promise<Void> slow;
    private int read;
    private int written;

    public WatchedShelves(InstantSource clock) {
        shelves = new LocalShelves(clock);
    }

    public void away(boolean now) {
        isAway = now;
    }

    /** What is asked from now on is done and answered when that is over; null ends it for what is asked later. */
    public void slow(@Nullable Promise<Void> until) {
        slow = until;
    }

    int read() {
        return read;
    }

    int written() {
        return written;
    }

    private <T> Future<T> unlessAway(Supplier<Future<T>> work) {
        Promise<Void> until = slow;
        if (until != null) {
            return until.future().compose(over -> work.get());
        }
        return isAway ? Future.failedFuture("away") : work.get();
    }

    @Override
    public Future<Placed> put(ShelfKey key, Paper paper, int max) {
        written++;
        return unlessAway(() -> shelves.put(key, paper, max));
    }

    @Override
    public Future<Optional<Paper>> get(ShelfKey key, String id) {
        return unlessAway(() -> shelves.get(key, id));
    }

    @Override
    public Future<Boolean> remove(ShelfKey key, String id) {
        return unlessAway(() -> shelves.remove(key, id));
    }

    @Override
    public Future<ShelfPage> page(ShelfKey key, int offset, int limit) {
        return unlessAway(() -> shelves.page(key, offset, limit))
                .onSuccess(page -> read += page.papers().size());
    }

    @Override
    public Optional<String> trouble() {
        return Optional.empty();
    }

    @Override
    public Future<Void> close() {
        return shelves.close();
    }
}
