package io.ringway.gateway.webhooks;

import io.ringway.cluster.local.LocalOutbox;
import io.ringway.cluster.outbox.Batch;
import io.ringway.cluster.outbox.Entry;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.cluster.outbox.Survey;
import io.ringway.cluster.outbox.Tally;
import io.ringway.cluster.outbox.Written;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A store in memory that does what it is asked at once, and answers at once, or when it is told to, or not at all. */
final class LateStore implements OutboxStore {
    private final OutboxStore store;
    private final Deque<Runnable> answers = new ArrayDeque<>();
    private boolean isLate;
    private boolean isAway;

    LateStore(InstantSource clock) {
        store = new LocalOutbox(clock);
    }

    /** From now on answers wait for {@link #answer}. */
    void late() {
        isLate = true;
    }

    void onTime() {
        isLate = false;
    }

    void away(boolean now) {
        isAway = now;
    }

    /** How many answers wait. */
    int open() {
        return answers.size();
    }

    /** Gives the answer that has waited longest. */
    void answer() {
        answers.remove().run();
    }

    private <T> Future<T> ask(Supplier<Future<T>> deed) {
        Future<T> done = isAway ? Future.failedFuture("it is away") : deed.get();
        if (!isLate) {
            return done;
        }
        Promise<T> late = Promise.promise();
        answers.add(() -> done.onComplete(late));
        return late.future();
    }

    @Override
    public Future<Written> write(String line, Batch batch) {
        return ask(() -> store.write(line, batch));
    }

    @Override
    public Future<List<Entry>> head(String line, long after, int limit) {
        return ask(() -> store.head(line, after, limit));
    }

    @Override
    public Future<Integer> take(String line, Collection<Long> seqs) {
        return ask(() -> store.take(line, seqs));
    }

    @Override
    public Future<Integer> take(String line, Entry told) {
        return ask(() -> store.take(line, told));
    }

    @Override
    public Future<Tally> tally(String line) {
        return ask(() -> store.tally(line));
    }

    @Override
    public Future<Survey> survey(Set<Long> live) {
        return ask(() -> store.survey(live));
    }

    @Override
    public Optional<String> trouble() {
        return Optional.empty();
    }

    @Override
    public Future<Void> close() {
        return store.close();
    }
}
