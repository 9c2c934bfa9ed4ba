package io.ringway.cluster.hazelcast;

import com.hazelcast.map.IMap;
import io.ringway.cluster.NodeRef;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's shares in a distributed table of rows "key: which nodes, how much of each". Owned by the hub context;
 * nothing here blocks, and nothing is kept of keys that the table already has right.
 *
 * <p>Of each key at most one write is on its way, with the count of that moment; what changes meanwhile is written after
 * it. A write that fails is repeated until it succeeds.
 *
 * @param <K> what a row is about
 */
final class ShareTable<K> {
    private static final Logger LOG = LoggerFactory.getLogger(ShareTable.class);
    private static final long DEBOUNCE_MS = 200;
    private static final long RETRY_MS = 500;
    private static final long COMPLAIN_MS = 5_000;
    private static final int WRITES_AT_ONCE = 1_024;

    private final IMap<String, Shares> map;
    private final Context hub;
    private final Supplier<NodeRef> self;
    private final LongSupplier clock;
    private final Row<K> row;
    /** Keys whose row may not say what is true. */
    private final Map<K, Dirty> dirty = new LinkedHashMap<>();

    private final Deque<K> ready = new ArrayDeque<>();
    private int writing;
    private int failures;
    private long complainAt = Long.MIN_VALUE;

    /** How a row follows from its subject. */
    record Row<K>(Function<K, String> key, ToIntFunction<K> count, boolean sized) {}

    private static final class Dirty {
        long dueAt;
        boolean isQueued;
        boolean isWriting;
        boolean isStale;
        boolean isUrgent;
        List<Consumer<List<NodeRef>>> readers = new ArrayList<>(0);
        final List<Promise<Void>> waiting = new ArrayList<>(0);
    }

    ShareTable(IMap<String, Shares> map, Context hub, Supplier<NodeRef> self, LongSupplier clock, Row<K> row) {
        this.map = map;
        this.hub = hub;
        this.self = self;
        this.clock = clock;
        this.row = row;
    }

    /** The count changed; it is written within a quarter of a second. */
    void changed(K key) {
        mark(key);
    }

    /** Writes the count at once. */
    void write(K key) {
        queue(key, mark(key));
        pump();
    }

    /** Writes the count at once, and tells, once that is done, which nodes the row names. */
    void writeAndRead(K key, Consumer<List<NodeRef>> reader) {
        Dirty entry = mark(key);
        entry.readers.add(reader);
        queue(key, entry);
        pump();
    }

    void rewrite(Collection<K> keys) {
        keys.forEach(key -> queue(key, mark(key)));
        pump();
    }

    /** Completes when everything that is not written yet has been. */
    Future<Void> written() {
        if (dirty.isEmpty()) {
            return Future.succeededFuture();
        }
        List<Future<Void>> all = new ArrayList<>();
        dirty.forEach((key, entry) -> {
            Promise<Void> promise = Promise.promise();
            entry.waiting.add(promise);
            all.add(promise.future());
            queue(key, entry);
        });
        pump();
        return Future.join(all).mapEmpty();
    }

    void tick() {
        long now = clock.getAsLong();
        dirty.forEach((key, entry) -> {
            if (now >= entry.dueAt && !entry.isWriting) {
                queue(key, entry);
            }
        });
        pump();
    }

    private Dirty mark(K key) {
        Dirty entry = dirty.get(key);
        if (entry == null) {
            entry = new Dirty();
            entry.dueAt = clock.getAsLong() + DEBOUNCE_MS;
            dirty.put(key, entry);
        } else if (entry.isWriting) {
            entry.isStale = true;
        }
        return entry;
    }

    private void queue(K key, Dirty entry) {
        if (entry.isWriting) {
            entry.isUrgent = true;
        } else if (!entry.isQueued) {
            entry.isQueued = true;
            ready.add(key);
        }
    }

    private void pump() {
        while (writing < WRITES_AT_ONCE && !ready.isEmpty()) {
            K key = ready.remove();
            Dirty entry = dirty.get(key);
            if (entry != null) {
                submit(key, entry);
            }
        }
    }

    private void submit(K key, Dirty entry) {
        entry.isQueued = false;
        entry.isWriting = true;
        entry.isStale = false;
        entry.isUrgent = false;
        writing++;
        List<Consumer<List<NodeRef>>> readers = entry.readers;
        entry.readers = new ArrayList<>(0);
        Processors.SetShare processor = new Processors.SetShare(self.get(), row.count.applyAsInt(key), row.sized);
        Asynchronously.call(() -> map.submitToKey(row.key.apply(key), processor))
                .whenComplete(
                        (shares, failure) -> hub.runOnContext(turn -> completed(key, entry, readers, shares, failure)));
    }

    /** Says once in a while how many rows failed: a lost table may fail them all, twice a second. */
    private void complain(Throwable failure) {
        failures++;
        long now = clock.getAsLong();
        if (now >= complainAt) {
            complainAt = now + COMPLAIN_MS;
            LOG.warn(
                    "{} writes of {} rows failed and are repeated, the last one with: {}",
                    failures,
                    map.getName(),
                    failure.toString());
            failures = 0;
        }
    }

    private void completed(
            K key,
            Dirty entry,
            List<Consumer<List<NodeRef>>> readers,
            @Nullable Shares shares,
            @Nullable Throwable failure) {
        writing--;
        entry.isWriting = false;
        if (failure != null) {
            complain(failure);
            entry.readers.addAll(readers);
            entry.dueAt = clock.getAsLong() + RETRY_MS;
        } else {
            if (entry.isStale && entry.isUrgent) {
                queue(key, entry);
            } else if (entry.isStale) {
                entry.dueAt = clock.getAsLong() + DEBOUNCE_MS;
            } else {
                dirty.remove(key);
                entry.waiting.forEach(Promise::complete);
            }
            List<NodeRef> nodes = shares == null ? List.of() : shares.nodes();
            readers.forEach(reader -> reader.accept(nodes));
        }
        pump();
    }
}
