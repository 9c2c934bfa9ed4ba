package io.ringway.gateway.webhooks;

import io.ringway.cluster.outbox.Batch;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.cluster.outbox.Step;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes what this node has to say to the outbox: the steps of a line in order, one batch of a line at a time, many lines
 * side by side. Nobody waits for it. While the store fails, one batch tries now and then, and everything else waits, up to
 * a bound in steps and in bytes; over that a line's steps are dropped for a statement of what is, once the store is back. Of a
 * line that nothing can be stated of they are lost, and counted. Hub only.
 */
final class Writing {
    private static final int BATCH = 200;
    private static final int IN_FLIGHT = 200;
    private static final long STEP_BYTES = 200;
    private static final long FIRST_PAUSE_MS = 250;
    private static final long LONGEST_PAUSE_MS = 5_000;

    private final OutboxStore store;
    private final String writer;
    private final Bounds bounds;
    private final LongSupplier clock;
    private final Predicate<String> isStated;
    private final Function<String, @Nullable Step> statement;
    private final ObjIntConsumer<String> told;
    private final Consumer<String> lost;
    private final Map<String, Pending> lines = new HashMap<>();
    private final Set<Pending> ready = new LinkedHashSet<>();
    private final List<Promise<Void>> settling = new ArrayList<>();
    private int waiting;
    private long waitingBytes;
    private int inFlight;
    private long batches;
    private boolean failing;
    private long notBefore;
    private long pause = FIRST_PAUSE_MS;
    private boolean pumping;

    /** How many steps may wait, and how many bytes they may have together. */
    record Bounds(int steps, long bytes) {}

    /** The steps of a line. */
    private static final class Pending {
        final String line;
        final Deque<Step> steps = new ArrayDeque<>();
        /** On its way, or to be sent again as it is: it may have been carried out. */
        @Nullable
        Batch batch;
        /** Steps were dropped. */
        boolean dirty;

        Pending(String line) {
            this.line = line;
        }

        boolean isDone() {
            return steps.isEmpty() && batch == null && !dirty;
        }
    }

    /**
     * @param writer names this process
     * @param isStated whether a line is one of which there are statements
     * @param statement of all that this node has in a line; null for a line of which there is none
     * @param told is given a line that was written, and how many events wait in it
     * @param lost is given the line of a step that was dropped and that no statement makes up for
     */
    Writing(
            OutboxStore store,
            String writer,
            Bounds bounds,
            LongSupplier clock,
            Predicate<String> isStated,
            Function<String, @Nullable Step> statement,
            ObjIntConsumer<String> told,
            Consumer<String> lost) {
        this.store = store;
        this.writer = writer;
        this.bounds = bounds;
        this.clock = clock;
        this.isStated = isStated;
        this.statement = statement;
        this.told = told;
        this.lost = lost;
    }

    void add(String line, Step step) {
        Pending pending = lines.computeIfAbsent(line, Pending::new);
        pending.steps.add(step);
        waiting++;
        waitingBytes += bytes(step);
        if (waiting > bounds.steps() || waitingBytes > bounds.bytes()) {
            spill(pending);
        }
        if (pending.isDone()) {
            lines.remove(line);
            ready.remove(pending);
        } else if (pending.batch == null) {
            ready.add(pending);
        }
        pump();
    }

    private void spill(Pending pending) {
        boolean isMadeUpFor = isStated.test(pending.line);
        while (!pending.steps.isEmpty()) {
            Step dropped = taken(pending);
            if (!isMadeUpFor || dropped instanceof Step.Note || dropped instanceof Step.Amend) {
                lost.accept(pending.line);
            }
        }
        pending.dirty = isMadeUpFor;
    }

    private Step taken(Pending pending) {
        Step step = pending.steps.remove();
        waiting--;
        waitingBytes -= bytes(step);
        return step;
    }

    /** About what a step takes. */
    private static long bytes(Step step) {
        return STEP_BYTES
                + switch (step) {
                    case Step.Enter enter -> enter.seat().body().length();
                    case Step.State state ->
                        state.seats().stream()
                                .mapToLong(seat -> STEP_BYTES + seat.body().length())
                                .sum();
                    case Step.Amend amend -> amend.patch().length();
                    case Step.End end -> end.patch().length();
                    case Step.Note note -> note.body().length();
                    case Step.Leave leave -> 0;
                    case Step.Pass pass -> 0;
                    case Step.Lost gone -> 0;
                    case Step.Back back -> back.entry().bytes();
                    case Step.Missed missed -> 0;
                };
    }

    /** How many steps wait. */
    int waiting() {
        return waiting;
    }

    /** Completes when nothing waits, or when the store fails. */
    Future<Void> settled() {
        Promise<Void> promise = Promise.promise();
        settling.add(promise);
        look();
        return promise.future();
    }

    private void look() {
        if (lines.isEmpty() || failing) {
            List<Promise<Void>> done = List.copyOf(settling);
            settling.clear();
            done.forEach(Promise::tryComplete);
        }
    }

    void tick() {
        pump();
    }

    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (!ready.isEmpty() && mayStart()) {
                Pending next = ready.iterator().next();
                ready.remove(next);
                start(next);
            }
        } finally {
            pumping = false;
        }
        look();
    }

    private boolean mayStart() {
        return failing ? inFlight == 0 && clock.getAsLong() >= notBefore : inFlight < IN_FLIGHT;
    }

    private void start(Pending pending) {
        Batch batch = pending.batch == null ? next(pending) : pending.batch;
        if (batch == null) {
            lines.remove(pending.line);
            return;
        }
        pending.batch = batch;
        inFlight++;
        store.write(pending.line, batch).onComplete(done -> {
            inFlight--;
            if (done.succeeded()) {
                written(pending, done.result().waiting());
            } else {
                failing = true;
                notBefore = clock.getAsLong() + pause;
                pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
                ready.add(pending);
            }
            pump();
        });
    }

    private @Nullable Batch next(Pending pending) {
        List<Step> steps = new ArrayList<>();
        if (pending.dirty) {
            pending.dirty = false;
            Step state = statement.apply(pending.line);
            if (state != null) {
                steps.add(state);
            }
            // What came after the drop is in the statement, which is of this moment; but for what is no state.
            while (!pending.steps.isEmpty()) {
                Step step = taken(pending);
                if (!(step instanceof Step.Enter) && !(step instanceof Step.Leave)) {
                    steps.add(step);
                }
            }
        }
        while (!pending.steps.isEmpty() && steps.size() < BATCH) {
            steps.add(taken(pending));
        }
        return steps.isEmpty() ? null : new Batch(writer, ++batches, steps);
    }

    private void written(Pending pending, int size) {
        failing = false;
        pause = FIRST_PAUSE_MS;
        pending.batch = null;
        if (pending.isDone()) {
            lines.remove(pending.line);
        } else {
            ready.add(pending);
        }
        told.accept(pending.line, size);
    }
}
