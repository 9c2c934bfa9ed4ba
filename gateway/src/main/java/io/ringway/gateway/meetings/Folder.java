package io.ringway.gateway.meetings;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.UnavailableException;
import io.ringway.cluster.shelves.Paper;
import io.ringway.cluster.shelves.ShelfKey;
import io.ringway.cluster.shelves.ShelfStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Everything of one kind on one shelf. Hub only. Where the store does not answer, futures fail with {@link
 * UnavailableException}; what they were to do may have been done then, and may be asked for again.
 */
public final class Folder<T extends Filed> {
    private static final int TRIES = 8;
    private static final int PAGE = 500;

    private final ShelfStore store;
    private final ShelfKey key;
    private final int max;
    private final String plural;
    private final Function<JsonObject, T> reader;

    /** @param plural what it holds, for whoever is told that it is full */
    Folder(ShelfStore store, ShelfKey key, int max, String plural, Function<JsonObject, T> reader) {
        this.store = store;
        this.key = key;
        this.max = max;
        this.plural = plural;
        this.reader = reader;
    }

    /** @param total how many the whole folder has */
    public record Page<T>(List<T> items, int total) {}

    public Future<Optional<T>> get(String id) {
        return answered(store.get(key, id)).map(paper -> paper.map(this::read));
    }

    /** Puts in what was not there. Completes with false where it is there; fails with {@link FullException}. */
    public Future<Boolean> add(T item) {
        return place(Paper.first(item.id(), item.created(), item.until(), bytes(item)));
    }

    /** False where somebody else was faster. */
    private Future<Boolean> place(Paper paper) {
        return answered(store.put(key, paper, max)).compose(placed -> switch (placed) {
            case DONE -> Future.succeededFuture(true);
            case CONFLICT -> Future.succeededFuture(false);
            case FULL -> Future.failedFuture(new FullException(plural));
        });
    }

    /**
     * Changes what is there; empty where it is not. What stays as it is is not written.
     *
     * @param change may be asked several times, each time with what is there then; what it throws, the future fails with
     */
    public Future<Optional<T>> change(String id, UnaryOperator<T> change) {
        return work(id, item -> Future.succeededFuture(change.apply(item)));
    }

    /** As {@link #change}, where something else has to be read for that: nobody changes it between that and this. */
    Future<Optional<T>> work(String id, Function<T, Future<T>> change) {
        return work(id, change, TRIES);
    }

    private Future<Optional<T>> work(String id, Function<T, Future<T>> change, int tries) {
        return answered(store.get(key, id))
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : changed(found.get(), change, () -> work(id, change, tries - 1), tries));
    }

    private Future<Optional<T>> changed(
            Paper paper, Function<T, Future<T>> change, Supplier<Future<Optional<T>>> anew, int tries) {
        T item = read(paper);
        return change.apply(item)
                .compose(next -> next.equals(item)
                        ? Future.succeededFuture(Optional.of(next))
                        : place(paper.next(next.until(), bytes(next)))
                                .compose(isDone ->
                                        isDone ? Future.succeededFuture(Optional.of(next)) : again(tries, anew)));
    }

    /** Changes what is there, or puts it in. */
    public Future<T> changeOrAdd(String id, UnaryOperator<T> change, Supplier<T> fresh) {
        return changeOrAdd(id, change, fresh, TRIES);
    }

    private Future<T> changeOrAdd(String id, UnaryOperator<T> change, Supplier<T> fresh, int tries) {
        return change(id, change).compose(changed -> {
            if (changed.isPresent()) {
                return Future.succeededFuture(changed.get());
            }
            T item = fresh.get();
            return add(item)
                    .compose(isNew -> isNew
                            ? Future.succeededFuture(item)
                            : again(tries, () -> changeOrAdd(id, change, fresh, tries - 1)));
        });
    }

    private static <R> Future<R> again(int tries, Supplier<Future<R>> attempt) {
        return tries > 0
                ? attempt.get()
                : Future.failedFuture(new UnavailableException("too many change this at once; try again"));
    }

    /** Completes with whether it was there. */
    public Future<Boolean> remove(String id) {
        return answered(store.remove(key, id));
    }

    /** From a place on, the newest first. */
    public Future<Page<T>> page(int offset, int limit) {
        return answered(store.page(key, offset, limit))
                .map(page -> new Page<>(page.papers().stream().map(this::read).toList(), page.total()));
    }

    /** All of it, the newest first. */
    public Future<List<T>> all() {
        return rest(new ArrayList<>());
    }

    private Future<List<T>> rest(List<T> before) {
        return page(before.size(), PAGE).compose(page -> {
            before.addAll(page.items());
            return page.items().size() < PAGE ? Future.succeededFuture(before) : rest(before);
        });
    }

    /**
     * Those that are wanted, the newest first.
     *
     * @param isPast whether an item, and so all that are older, is not
     */
    public Future<List<T>> sifted(Predicate<T> isWanted, Predicate<T> isPast) {
        return sifted(isWanted, isPast, 0, new ArrayList<>());
    }

    private Future<List<T>> sifted(Predicate<T> isWanted, Predicate<T> isPast, int from, List<T> found) {
        return page(from, PAGE).compose(page -> {
            for (T item : page.items()) {
                if (isPast.test(item)) {
                    return Future.succeededFuture(found);
                }
                if (isWanted.test(item)) {
                    found.add(item);
                }
            }
            return page.items().size() < PAGE
                    ? Future.succeededFuture(found)
                    : sifted(isWanted, isPast, from + PAGE, found);
        });
    }

    private T read(Paper paper) {
        return reader.apply(new JsonObject(Buffer.buffer(paper.body().array())));
    }

    private Bytes bytes(T item) {
        return Bytes.wrap(item.json().toBuffer().getBytes());
    }

    private static <R> Future<R> answered(Future<R> answer) {
        return answer.recover(
                failure -> Future.failedFuture(new UnavailableException("what is kept of meetings cannot be reached")));
    }
}
