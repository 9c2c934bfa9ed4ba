package io.ringway.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.outbox.Batch;
import io.ringway.cluster.outbox.Entry;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.cluster.outbox.Seat;
import io.ringway.cluster.outbox.Step;
import io.ringway.cluster.outbox.Survey;
import io.ringway.cluster.outbox.Tally;
import io.ringway.cluster.outbox.Written;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What waits while the store is away. Lines that begin with m are of members. */
class WritingTest {
    private final Store store = new Store();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicLong now = new AtomicLong();

    private Writing writing(int steps, long bytes) {
        return new Writing(
                store,
                "w",
                new Writing.Bounds(steps, bytes),
                now::get,
                line -> line.startsWith("m"),
                line -> line.startsWith("m") ? new Step.State(1, List.of(), "x", 0) : null,
                (line, size) -> {},
                line -> lost.incrementAndGet());
    }

    private static Step enter(String key) {
        return new Step.Enter(1, new Seat(key, 0, "{}"), 0);
    }

    private static Step note(String body) {
        return new Step.Note("message", "id", body, 0, Step.Keep.ALL);
    }

    private void comeBack(Writing writing) {
        store.isAway = false;
        now.addAndGet(60_000);
        writing.tick();
    }

    @Test
    void bytesThatWaitForAStoreThatIsAwayAreBounded() {
        Writing writing = writing(1_000, 10_000);
        writing.add("a", enter("first"));
        for (int i = 0; i < 100; i++) {
            writing.add("m" + i, note("x".repeat(1_000)));
        }
        assertTrue(writing.waiting() < 10, writing.waiting() + " wait");
        assertTrue(lost.get() > 80, lost + " are counted");
    }

    @Test
    void whatIsLostOfACallIsCounted() {
        Writing writing = writing(3, 1 << 20);
        writing.add("a", enter("first"));
        for (int i = 0; i < 3; i++) {
            writing.add("m" + i, enter("m"));
        }
        writing.add("call", enter("call"));
        writing.add("call", new Step.Leave(Step.ANYBODY, "call", "hangup", 0));
        assertEquals(2, lost.get());
        comeBack(writing);
        assertTrue(store.written.stream().noneMatch(one -> one.startsWith("call")), store.written.toString());
        writing.add("call", enter("call"));
        assertEquals("call Enter", store.written.getLast(), "and goes on");
        assertEquals(0, writing.waiting());
    }

    @Test
    void membersWhoseStepsWereDroppedAreStatedAsTheyAre() {
        Writing writing = writing(1, 1 << 20);
        writing.add("a", enter("first"));
        writing.add("m1", enter("x"));
        writing.add("m2", enter("y"));
        assertEquals(0, lost.get());
        comeBack(writing);
        assertEquals(List.of("a Enter", "m1 Enter", "m2 State"), store.written);
        assertInstanceOf(Step.State.class, store.last);
    }

    private static final class Store implements OutboxStore {
        final List<String> written = new ArrayList<>();
        boolean isAway = true;
        Step last = note("");

        @Override
        public Future<Written> write(String line, Batch batch) {
            if (isAway) {
                return Future.failedFuture("away");
            }
            last = batch.steps().getLast();
            batch.steps()
                    .forEach(step -> written.add(line + " " + step.getClass().getSimpleName()));
            return Future.succeededFuture(new Written(1, 0));
        }

        @Override
        public Future<List<Entry>> head(String line, long after, int limit) {
            return Future.succeededFuture(List.of());
        }

        @Override
        public Future<Integer> take(String line, Collection<Long> seqs) {
            return Future.succeededFuture(0);
        }

        @Override
        public Future<Integer> take(String line, Entry told) {
            return Future.succeededFuture(0);
        }

        @Override
        public Future<Tally> tally(String line) {
            return Future.succeededFuture(Tally.NOTHING);
        }

        @Override
        public Future<Survey> survey(Set<Long> live) {
            return Future.failedFuture("away");
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
