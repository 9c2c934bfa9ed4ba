package io.ringway.gateway.webhooks;

import io.ringway.cluster.outbox.Batch;
import io.ringway.cluster.outbox.Entry;
import io.ringway.cluster.outbox.Line;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.cluster.outbox.Survey;
import io.ringway.cluster.outbox.Tally;
import io.ringway.cluster.outbox.Written;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The store of an {@link OutboxSimulation} as one node sees it: late, and failing before or after the deed. */
final class FailingStore implements OutboxStore {
    private final OutboxWorld world;
    private final OutboxNode node;

    FailingStore(OutboxWorld world, OutboxNode node) {
        this.world = world;
        this.node = node;
    }

    private <T> Future<T> ask(Supplier<T> deed) {
        Promise<T> promise = Promise.promise();
        boolean arrives = !world.fails();
        boolean answers = !world.fails();
        world.agenda.later(1 + world.random.nextInt(30), () -> {
            T result = arrives ? deed.get() : null;
            world.agenda.later(1 + world.random.nextInt(10), () -> {
                if (!node.alive) {
                    return;
                }
                if (result != null && answers) {
                    promise.complete(result);
                } else {
                    promise.fail("by chance");
                }
            });
        });
        return promise.future();
    }

    @Override
    public Future<Written> write(String name, Batch batch) {
        return ask(() -> {
            Written written = world.line(name).write(batch);
            world.waits(written.waiting());
            return written;
        });
    }

    @Override
    public Future<List<Entry>> head(String name, long after, int limit) {
        return ask(() -> world.line(name).head(after, limit));
    }

    @Override
    public Future<Integer> take(String name, Collection<Long> seqs) {
        return ask(() -> {
            Line line = world.line(name);
            line.take(seqs);
            return line.size();
        });
    }

    @Override
    public Future<Integer> take(String name, Entry told) {
        return ask(() -> world.line(name).take(told));
    }

    @Override
    public Future<Tally> tally(String name) {
        // Without chance: whoever looks now and then changes nothing of what else happens.
        Line line = world.lines().get(name);
        return Future.succeededFuture(line == null ? Tally.NOTHING : line.tally());
    }

    @Override
    public Future<Survey> survey(Set<Long> live) {
        return ask(() -> {
            Map<String, Long> waiting = new TreeMap<>();
            Map<Long, Set<String>> strays = new TreeMap<>();
            world.lines().forEach((name, line) -> {
                if (line.size() > 0) {
                    waiting.put(name, line.bytes());
                }
                line.owners().stream()
                        .filter(owner -> !live.contains(owner))
                        .forEach(owner -> strays.computeIfAbsent(owner, first -> new LinkedHashSet<>())
                                .add(name));
            });
            return new Survey(waiting, strays);
        });
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
