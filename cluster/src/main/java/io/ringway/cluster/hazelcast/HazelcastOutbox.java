package io.ringway.cluster.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.ringway.cluster.outbox.Batch;
import io.ringway.cluster.outbox.Codec;
import io.ringway.cluster.outbox.Entry;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.cluster.outbox.Survey;
import io.ringway.cluster.outbox.Tally;
import io.ringway.cluster.outbox.Written;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lines in the memory of the cluster, each on two of its nodes: they outlive any one. Fails what is not answered within
 * two seconds, as while a member hangs. Hub only.
 */
final class HazelcastOutbox implements OutboxStore {
    private static final long SURVEY_MS = 10_000;

    private final MapAnswers answers;
    private final IMap<String, OutboxLine> map;
    private final BlockingCalls surveys;

    HazelcastOutbox(Vertx vertx, HazelcastInstance hazelcast) {
        this.answers = new MapAnswers(vertx);
        this.map = hazelcast.getMap(Configs.OUTBOX);
        this.surveys = new BlockingCalls(vertx, "ringway-outbox", 1, 1);
    }

    @Override
    public Future<Written> write(String line, Batch batch) {
        return answers.ask(() -> map.submitToKey(line, new OutboxSteps.Write(batch)))
                .map(numbers -> new Written(Math.toIntExact(numbers[0]), Math.toIntExact(numbers[1])));
    }

    @Override
    public Future<List<Entry>> head(String line, long after, int limit) {
        return answers.ask(() -> map.submitToKey(line, new OutboxSteps.Head(after, limit)))
                .map(head -> head.stream().map(Codec::entry).toList());
    }

    @Override
    public Future<Integer> take(String line, Collection<Long> seqs) {
        return answers.ask(() -> map.submitToKey(line, new OutboxSteps.Take(List.copyOf(seqs))));
    }

    @Override
    public Future<Integer> take(String line, Entry told) {
        return answers.ask(() -> map.submitToKey(line, new OutboxSteps.TakeTold(told)));
    }

    @Override
    public Future<Tally> tally(String line) {
        return answers.ask(() -> map.submitToKey(line, new OutboxSteps.Count())).map(OutboxSteps.Count::read);
    }

    @Override
    public Future<Survey> survey(Set<Long> live) {
        OutboxSteps.Look look = new OutboxSteps.Look(List.copyOf(live));
        return surveys.run(() -> map.executeOnEntries(look))
                .timeout(SURVEY_MS, TimeUnit.MILLISECONDS)
                .map(HazelcastOutbox::survey);
    }

    private static Survey survey(Map<String, @Nullable List<Long>> found) {
        Map<String, Long> waiting = new LinkedHashMap<>();
        Map<Long, Set<String>> strays = new HashMap<>();
        found.forEach((line, marks) -> {
            List<Long> seen = marks == null ? List.of(-1L) : marks;
            if (seen.getFirst() >= 0) {
                waiting.put(line, seen.getFirst());
            }
            seen.subList(1, seen.size())
                    .forEach(owner -> strays.computeIfAbsent(owner, first -> new LinkedHashSet<>())
                            .add(line));
        });
        return new Survey(waiting, strays);
    }

    @Override
    public Optional<String> trouble() {
        return answers.trouble();
    }

    @Override
    public Future<Void> close() {
        return surveys.close();
    }
}
