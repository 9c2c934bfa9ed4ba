package io.ringway.gateway.webhooks;

import io.ringway.cluster.outbox.OutboxStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends what was put aside for a receiver once more. All of it goes page by page, the oldest first, what is there when it begins and no
 * more, so that a receiver that fails still is not asked for ever. What this node has not sent when it dies is a dead letter
 * still. Hub only; {@link #tick} paces it, so that nobody else waits for long.
 */
final class Replays {
    private static final int PAGE = 100;
    private static final int PAGES_A_TICK = 10;
    /** Whoever asks is answered by then, and it goes on. */
    private static final long ANSWER_MS = 5_000;

    private final DeadLetters dead;
    private final OutboxStore store;
    private final LongSupplier clock;
    private final Consumer<String> waits;
    private final Map<String, Run> running = new HashMap<>();

    /**
     * How far it is.
     *
     * @param replayed how many wait in their lines again
     * @param left how many are still to be
     */
    record Progress(int replayed, int left) {}

    private record Asker(long until, Promise<Progress> answer) {}

    private static final class Run {
        final Receiver receiver;
        final List<Asker> askers = new ArrayList<>();
        int replayed;
        int left;
        long after;
        int pages;
        /** A page is asked for: what is called back at once goes on in the loop that asked, and not on top of it. */
        boolean isAsking;

        boolean isAnswered;
        /** A page is not answered yet: it goes on by itself. */
        boolean inFlight;

        Run(Receiver receiver) {
            this.receiver = receiver;
        }

        Progress progress() {
            return new Progress(replayed, left);
        }
    }

    /** @param waits is given each line that has something to tell again */
    Replays(DeadLetters dead, OutboxStore store, LongSupplier clock, Consumer<String> waits) {
        this.dead = dead;
        this.store = store;
        this.clock = clock;
        this.waits = waits;
    }

    /** Sends letters of one line once more, as {@link DeadLetters#replay} says; completes when they wait in their line, and that is told. */
    Future<Void> some(List<DeadLetters.Letter> letters) {
        return dead.replay(letters)
                .onSuccess(back -> waits.accept(letters.getFirst().line()));
    }

    /** Begins, where it is not going on already; completes when it is done, or after some seconds. */
    Future<Progress> all(Receiver receiver) {
        Asker asker = new Asker(clock.getAsLong() + ANSWER_MS, Promise.promise());
        Run going = running.get(receiver.id());
        if (going != null) {
            going.askers.add(asker);
            return asker.answer().future();
        }
        Run run = new Run(receiver);
        run.askers.add(asker);
        running.put(receiver.id(), run);
        store.tally(Topic.dead().line(receiver.id())).onComplete(done -> {
            if (done.failed()) {
                end(run, done.cause());
            } else {
                run.left = done.result().waiting();
                go(run);
            }
        });
        return asker.answer().future();
    }

    private void go(Run run) {
        if (run.isAsking) {
            run.isAnswered = true;
            return;
        }
        do {
            if (run.left <= 0) {
                end(run, null);
                return;
            }
            if (run.pages >= PAGES_A_TICK) {
                return;
            }
            run.pages++;
            run.isAnswered = false;
            run.isAsking = true;
            run.inFlight = true;
            page(run).onComplete(done -> {
                run.inFlight = false;
                if (done.failed()) {
                    end(run, done.cause());
                } else {
                    go(run);
                }
            });
            run.isAsking = false;
        } while (run.isAnswered);
    }

    private Future<?> page(Run run) {
        return dead.page(run.receiver, run.after, Math.min(PAGE, run.left)).compose(page -> {
            if (page.isEmpty()) {
                // Somebody else has sent them, or they had to go.
                run.left = 0;
                return Future.succeededFuture();
            }
            run.after = page.getLast().entry().seq();
            Map<String, List<DeadLetters.Letter>> lines = new LinkedHashMap<>();
            page.forEach(letter -> lines.computeIfAbsent(letter.line(), first -> new ArrayList<>())
                    .add(letter));
            List<Future<Void>> all = new ArrayList<>();
            lines.values()
                    .forEach(letters -> all.add(some(letters).onSuccess(back -> {
                        run.replayed += letters.size();
                        run.left -= letters.size();
                    })));
            return Future.join(all).mapEmpty();
        });
    }

    private void end(Run run, @Nullable Throwable failure) {
        running.remove(run.receiver.id(), run);
        run.askers.forEach(asker -> {
            if (failure == null) {
                asker.answer().tryComplete(run.progress());
            } else {
                asker.answer().tryFail(failure);
            }
        });
    }

    /** Several times a second. */
    void tick() {
        long now = clock.getAsLong();
        for (Run run : List.copyOf(running.values())) {
            run.askers.removeIf(asker -> {
                boolean isDue = asker.until() <= now;
                if (isDue) {
                    asker.answer().tryComplete(run.progress());
                }
                return isDue;
            });
            boolean isPaused = run.pages >= PAGES_A_TICK && !run.inFlight;
            run.pages = 0;
            if (isPaused) {
                go(run);
            }
        }
    }
}
