package io.ringway.cluster.local;

import io.ringway.cluster.outbox.Batch;
import io.ringway.cluster.outbox.Entry;
import io.ringway.cluster.outbox.Line;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.cluster.outbox.Survey;
import io.ringway.cluster.outbox.Tally;
import io.ringway.cluster.outbox.Written;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lines in the memory of one node, gone with it. Hub only; every future is completed when it is returned. */
public final class LocalOutbox implements OutboxStore {
    private final InstantSource clock;
    private final Map<String, Line> lines = new HashMap<>();
    /** Empty lines, the one that was emptied first being the first. */
    private final Map<String, Long> emptied = new LinkedHashMap<>();

    public LocalOutbox(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Future<Written> write(String name, Batch batch) {
        Line line = lines.computeIfAbsent(name, fresh -> new Line());
        Written written = line.write(batch);
        keepTrack(name, line);
        return Future.succeededFuture(written);
    }

    private void keepTrack(String name, Line line) {
        emptied.remove(name);
        if (line.isEmpty()) {
            emptied.put(name, clock.millis());
        }
        var all = emptied.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<String, Long> oldest = all.next();
            if (clock.millis() - oldest.getValue() < FORGET_MS) {
                return;
            }
            lines.remove(oldest.getKey());
            all.remove();
        }
    }

    @Override
    public Future<List<Entry>> head(String name, long after, int limit) {
        Line line = lines.get(name);
        return Future.succeededFuture(line == null ? List.of() : line.head(after, limit));
    }

    @Override
    public Future<Integer> take(String name, Collection<Long> seqs) {
        Line line = lines.get(name);
        if (line == null) {
            return Future.succeededFuture(0);
        }
        line.take(seqs);
        keepTrack(name, line);
        return Future.succeededFuture(line.size());
    }

    @Override
    public Future<Integer> take(String name, Entry told) {
        Line line = lines.get(name);
        if (line == null) {
            return Future.succeededFuture(0);
        }
        int left = line.take(told);
        keepTrack(name, line);
        return Future.succeededFuture(left);
    }

    @Override
    public Future<Tally> tally(String name) {
        Line line = lines.get(name);
        return Future.succeededFuture(line == null ? Tally.NOTHING : line.tally());
    }

    @Override
    public Future<Survey> survey(Set<Long> live) {
        Map<String, Long> waiting = new LinkedHashMap<>();
        Map<Long, Set<String>> strays = new HashMap<>();
        lines.forEach((name, line) -> {
            if (line.size() > 0) {
                waiting.put(name, line.bytes());
            }
            for (long owner : line.owners()) {
                if (!live.contains(owner)) {
                    strays.computeIfAbsent(owner, first -> new LinkedHashSet<>())
                            .add(name);
                }
            }
        });
        return Future.succeededFuture(new Survey(waiting, strays));
    }

    @Override
    public Optional<String> trouble() {
        return Optional.empty();
    }

    @Override
    public Future<Void> close() {
        lines.clear();
        return Future.succeededFuture();
    }
}
