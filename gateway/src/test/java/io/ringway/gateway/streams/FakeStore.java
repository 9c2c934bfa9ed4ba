package io.ringway.gateway.streams;

import io.ringway.cluster.streams.InStream;
import io.ringway.cluster.streams.Settlement;
import io.ringway.cluster.streams.StreamEntry;
import io.ringway.cluster.streams.StreamFigures;
import io.ringway.cluster.streams.Take;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** One stream in a store that several readers ask, each on a wire of its own: what the scripts do, without a Redis. */
final class FakeStore {
    private final Wire wire;
    private final NavigableMap<String, List<String>> entries = new TreeMap<>();
    private final NavigableMap<String, Long> pending = new TreeMap<>();
    final Map<String, Settlement> aside = new HashMap<>();
    final Set<String> settled = new HashSet<>();
    private String given = "";
    private String holder = "";
    private long heldUntil;
    private int added;
    /** How often somebody asked for entries, or for the lease, and nothing came of it. */
    int fruitless;

    /** When the store does what it is asked, and when its answer comes, if it does. */
    interface Wire {
        long now();

        <T> void carry(Object reader, Supplier<T> work, Promise<T> answer);
    }

    FakeStore(Wire wire) {
        this.wire = wire;
    }

    String add(String call, String body) {
        String id = "%06d-0".formatted(++added);
        entries.put(id, List.of("call", call, "body", body));
        return id;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    InStream reader(Object node) {
        return new View(node);
    }

    private record Read(String last, List<StreamEntry> entries) {}

    private final class View implements InStream {
        private final Object node;

        View(Object node) {
            this.node = node;
        }

        private <T> Future<T> ask(Supplier<T> work) {
            Promise<T> promise = Promise.promise();
            wire.carry(node, work, promise);
            return promise.future();
        }

        @Override
        public Future<Take> take(String reader, long leaseMillis, int limit) {
            return ask(() -> leased(reader, leaseMillis, limit, () -> fresh(limit)));
        }

        @Override
        public Future<Take> takeAgain(String reader, long leaseMillis, int limit, String after) {
            return ask(() -> leased(reader, leaseMillis, limit, () -> again(limit, after)));
        }

        private Take leased(String reader, long leaseMillis, int limit, Supplier<Read> read) {
            boolean isHeld = wire.now() < heldUntil;
            if (isHeld && !holder.equals(reader)) {
                fruitless++;
                return new Take(Take.Lease.ELSEWHERE, 0, "", List.of());
            }
            holder = reader;
            heldUntil = wire.now() + leaseMillis;
            if (!isHeld || limit == 0) {
                fruitless += isHeld ? 1 : 0;
                return new Take(isHeld ? Take.Lease.KEPT : Take.Lease.BEGUN, 0, "", List.of());
            }
            Read got = read.get();
            fruitless += got.entries().isEmpty() ? 1 : 0;
            return new Take(Take.Lease.KEPT, 0, got.last(), got.entries());
        }

        private Read fresh(int limit) {
            List<StreamEntry> all = new ArrayList<>();
            for (var each : entries.tailMap(given, false).entrySet()) {
                if (all.size() < limit) {
                    all.add(new StreamEntry(each.getKey(), 0, each.getValue()));
                    pending.put(each.getKey(), 1L);
                    given = each.getKey();
                }
            }
            return new Read(all.isEmpty() ? "" : given, all);
        }

        private Read again(int limit, String after) {
            List<StreamEntry> all = new ArrayList<>();
            pending.tailMap(after.equals(FIRST) ? "" : after, false).forEach((id, begun) -> {
                if (all.size() < limit) {
                    all.add(new StreamEntry(id, begun, Objects.requireNonNull(entries.get(id))));
                }
            });
            return new Read(all.isEmpty() ? "" : all.getLast().id(), all);
        }

        @Override
        public Future<Set<String>> begin(String reader, Map<String, Long> begun) {
            return ask(() -> {
                if (wire.now() >= heldUntil || !holder.equals(reader)) {
                    throw new IllegalStateException("elsewhere");
                }
                Set<String> may = new HashSet<>(begun.keySet());
                may.retainAll(pending.keySet());
                may.forEach(id -> pending.put(id, Objects.requireNonNull(begun.get(id))));
                return may;
            });
        }

        @Override
        public Future<Optional<String>> await(String after) {
            return ask(() -> Optional.ofNullable(entries.higherKey(after)));
        }

        @Override
        public Future<Void> settle(List<Settlement> settlements) {
            List<Settlement> all = List.copyOf(settlements);
            return this.<Boolean>ask(() -> {
                        for (Settlement one : all) {
                            if (pending.remove(one.id()) != null) {
                                entries.remove(one.id());
                                settled.add(one.id());
                                if (one.aside() != null) {
                                    aside.put(one.id(), one);
                                }
                            }
                        }
                        return true;
                    })
                    .mapEmpty();
        }

        @Override
        public Future<Void> release(String reader) {
            return this.<Boolean>ask(() -> {
                        heldUntil = holder.equals(reader) ? 0 : heldUntil;
                        return true;
                    })
                    .mapEmpty();
        }

        @Override
        public Future<StreamFigures> figures() {
            return ask(() -> StreamFigures.NONE);
        }

        @Override
        public Optional<String> trouble() {
            return Optional.empty();
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }
}
