package io.ringway.cluster.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.ringway.cluster.outbox.Batch;
import io.ringway.cluster.outbox.Codec;
import io.ringway.cluster.outbox.Entry;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.cluster.outbox.Survey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lines in the memory of the cluster, each on two of its nodes: they outlive any one. Fails what is not answered within
 * two seconds, as while a member hangs. Hub only.
 */
final class HazelcastOutbox implements OutboxStore {
    private static final long TIMEOUT_MS = 2_000;
    private static final long SURVEY_MS = 10_000;

    private final Vertx vertx;
    private final IMap<String, OutboxLine> map;
    private final BlockingCalls surveys;
    private volatile boolean failing;

    HazelcastOutbox(Vertx vertx, HazelcastInstance hazelcast) {
        this.vertx = vertx;
        this.map = hazelcast.getMap(Configs.OUTBOX);
        this.surveys = new BlockingCalls(vertx, "ringway-outbox", 1, 1);
    }

    @Override
    public Future<Integer> write(String line, Batch batch) {
        return ask(() -> map.submitToKey(line, new OutboxSteps.Write(batch)));
    }

    @Override
    public Future<List<Entry>> head(String line, long after, int limit) {
        return ask(() -> map.submitToKey(line, new OutboxSteps.Head(after, limit)))
                .map(head -> head.stream().map(Codec::entry).toList());
    }

    @Override
    public Future<Integer> take(String line, Collection<Long> seqs) {
        return ask(() -> map.submitToKey(line, new OutboxSteps.Take(List.copyOf(seqs))));
    }

    @Override
    public Future<Survey> survey(Set<Long> live) {
        OutboxSteps.Look look = new OutboxSteps.Look(List.copyOf(live));
        return surveys.run(() -> map.executeOnEntries(look))
                .timeout(SURVEY_MS, TimeUnit.MILLISECONDS)
                .map(HazelcastOutbox::survey);
    }

    private static Survey survey(Map<String, @Nullable List<Long>> found) {
        Set<String> waiting = new LinkedHashSet<>();
        Map<Long, Set<String>> strays = new HashMap<>();
        found.forEach((line, marks) -> {
            for (long mark : marks == null ? List.<Long>of() : marks) {
                if (mark == 0) {
                    waiting.add(line);
                } else {
                    strays.computeIfAbsent(mark, first -> new LinkedHashSet<>()).add(line);
                }
            }
        });
        return new Survey(waiting, strays);
    }

    private <T> Future<T> ask(Supplier<CompletionStage<T>> question) {
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

    @Override
    public Future<Void> close() {
        return surveys.close();
    }
}
