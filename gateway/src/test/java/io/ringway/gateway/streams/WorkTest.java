package io.ringway.gateway.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.streams.InStream;
import io.ringway.cluster.streams.StreamEntry;
import io.ringway.gateway.metrics.StreamMetrics;
import io.ringway.gateway.streams.Performer.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkTest {
    private static final StreamOptions OPTIONS =
            new StreamOptions("in", List.of(new Tenant("demo")), Set.of(), false, 16, 10, 5_000);

    private final AtomicLong now = new AtomicLong(1);
    private final List<String> names = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();

    /** Answers at once. */
    private final class Wire implements FakeStore.Wire {
        @Override
        public long now() {
            return now.get();
        }

        @Override
        public <T> void carry(Object reader, Supplier<T> work, Promise<T> answer) {
            answer.complete(work.get());
        }
    }

    /** Of a list the first part is done, and all others fail for the moment. */
    private Future<Outcome> perform(StreamCall call, Occurrence occurrence) {
        int parts = new JsonObject(call.body()).getJsonArray("to").size();
        JsonArray results = new JsonArray();
        for (int i = 0; i < parts; i++) {
            results.add(
                    i == 0
                            ? new JsonObject()
                            : new JsonObject().put("code", "unavailable").put("temporary", true));
        }
        keys.add(String.valueOf(call.key()));
        names.add(String.join(
                " ", IntStream.range(0, parts).mapToObj(occurrence::part).toList()));
        return Future.succeededFuture(new Outcome.Answered(200, new JsonObject().put("results", results)));
    }

    /** They were named by where they stood in the rest, so that groups with a history kept them twice. */
    @Test
    void partsThatAreTriedAgainKeepTheirNamesAndEachRestHasItsOwnKey() {
        LongSupplier clock = now::get;
        InStream stream = new FakeStore(new Wire()).reader("a");
        Settling settling = new Settling(stream, clock, () -> {});
        Work work = new Work(
                OPTIONS,
                (call, scopes, occurrence) -> perform(call, occurrence),
                settling,
                new StreamMetrics(),
                clock,
                () -> true,
                begun -> Future.succeededFuture(begun.keySet()));
        String body = "{\"to\":[{\"group\":\"a\"},{\"group\":\"b\"},{\"group\":\"c\"}]}";
        // It was begun once before: its keys are the same as those of whoever began it.
        work.accept(new StreamEntry("1-0", 1, List.of("call", "POST /v1/messages", "body", body, "key", "k")));
        while (work.size() > 0) {
            now.addAndGet(20_000);
            work.tick();
        }
        assertEquals(List.of("1-0@in#0 1-0@in#1 1-0@in#2", "1-0@in#1 1-0@in#2", "1-0@in#2"), names);
        assertEquals(List.of("k", "k#2", "k#3"), keys);
    }
}
