package io.ringway.gateway.streams;

import io.ringway.cluster.streams.InStream;
import io.ringway.cluster.streams.Take;
import io.ringway.gateway.metrics.StreamMetrics;
import io.ringway.gateway.webhooks.Nodes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads one stream while it is this node's turn. Whose turn it is the nodes agree upon by the stream's name; that no two
 * think so at once, a lease in the store sees to. Who begins a turn does first what others were given and did not finish.
 * Hub only; {@link #tick} drives it.
 */
public final class StreamReader {
    private static final long FIGURES_MS = 2_000;

    /** So much of what was taken may wait in a node's memory; over that nothing is taken. */
    private static final long MOST_BYTES = 32 << 20;

    private final StreamOptions options;
    private final InStream stream;
    private final Nodes nodes;
    private final String name;
    private final StreamMetrics metrics;
    private final LongSupplier clock;
    private final Settling settling;
    private final Work work;

    private final Turn turn;
    private boolean isTaking;
    private boolean isWaiting;
    private long figuresAt;
    private boolean isAsking;
    private volatile String trouble = "";
    private @Nullable Promise<Void> stopping;

    /**
     * @param name names this process to the store
     * @param clock of the machine, in nanoseconds, which nobody sets
     */
    public StreamReader(
            StreamOptions options,
            InStream stream,
            Performer performer,
            Nodes nodes,
            String name,
            StreamMetrics metrics,
            LongSupplier clock) {
        this.options = options;
        this.stream = stream;
        this.nodes = nodes;
        this.name = name;
        this.metrics = metrics;
        this.clock = () -> TimeUnit.NANOSECONDS.toMillis(clock.getAsLong());
        this.turn = new Turn(options.leaseMillis(), now());
        this.settling = new Settling(stream, this.clock, this::settled);
        this.work = new Work(
                options, performer, settling, metrics, this.clock, this::isTurn, begun -> stream.begin(name, begun));
        this.figuresAt = now();
    }

    private long now() {
        return clock.getAsLong();
    }

    /** Whether this node may begin what it has. */
    private boolean isTurn() {
        return turn.isHeld(now()) && isChosen();
    }

    private boolean isChosen() {
        return stopping == null && !nodes.isFenced() && nodes.deliverer("stream\n" + options.name()) == nodes.self();
    }

    /** Looks at the clock; several times a second. */
    public void tick() {
        figures();
        settling.tick();
        if (turn.expire(now())) {
            work.abandon();
        }
        if (isChosen()) {
            work.tick();
            step();
        } else {
            work.abandon();
            leave();
        }
    }

    /** The lease is given up when nothing is at work any more; until then nobody else begins. */
    private void leave() {
        boolean isOver = !work.isRunning() && settling.size() == 0;
        boolean isHeld = turn.isHeld(now());
        if (isHeld && !isTaking && isOver) {
            turn.giveUp();
            stream.release(name).onComplete(released -> stopped());
        } else if (isHeld && !isOver) {
            ask(turn.renewal(now()));
        } else if (!isTaking && isOver) {
            stopped();
        }
    }

    private void stopped() {
        if (stopping != null) {
            stopping.tryComplete();
        }
    }

    private void settled() {
        work.tick();
        step();
    }

    private void step() {
        if (!isTaking && isChosen()) {
            ask(turn.next(now(), room()));
            await();
        }
    }

    private int room() {
        return work.bytes() >= MOST_BYTES ? 0 : options.inFlight() - work.size() - settling.size();
    }

    private void ask(Turn.Step step) {
        if (isTaking) {
            return;
        }
        switch (step) {
            case Turn.Step.Nothing nothing -> {}
            case Turn.Step.Renew renew -> take(step, stream.take(name, options.leaseMillis(), 0));
            case Turn.Step.New(int limit) -> take(step, stream.take(name, options.leaseMillis(), limit));
            case Turn.Step.Again(String after, int limit) ->
                take(step, stream.takeAgain(name, options.leaseMillis(), limit, after));
        }
    }

    private void take(Turn.Step step, Future<Take> taking) {
        long asked = now();
        isTaking = true;
        taking.onComplete(done -> {
            isTaking = false;
            if (done.failed()) {
                failed();
                turn.failed(step, now());
                return;
            }
            trouble = "";
            taken(step, asked, done.result());
            step();
        });
    }

    private void taken(Turn.Step step, long asked, Take take) {
        metrics.lost(take.lost());
        if (turn.answered(step, asked, take, now())) {
            // Also where it was this node's before: whatever is not at work is given again, in order.
            work.abandon();
        } else {
            take.entries().forEach(work::accept);
        }
    }

    private void await() {
        if (isTaking || isWaiting || !turn.isWaiting(now())) {
            return;
        }
        isWaiting = true;
        stream.await(turn.seen()).onComplete(done -> {
            isWaiting = false;
            if (done.failed()) {
                failed();
                turn.failed(new Turn.Step.Nothing(), now());
                turn.news("");
                return;
            }
            done.result().ifPresent(turn::news);
            step();
        });
    }

    private void failed() {
        trouble = stream.trouble().orElse("it does not answer");
    }

    /** Nothing is asked beside what fails, but by those who ask nothing else. */
    private void figures() {
        if (isAsking || now() < figuresAt || (isChosen() && !trouble.isEmpty())) {
            return;
        }
        isAsking = true;
        figuresAt = now() + FIGURES_MS;
        stream.figures().onComplete(done -> {
            isAsking = false;
            if (done.succeeded()) {
                metrics.figures(done.result());
                trouble = isChosen() ? trouble : "";
            } else {
                failed();
                turn.failed(new Turn.Step.Nothing(), now());
            }
        });
    }

    /** Begins nothing any more; completes when what has begun is over, and another node may read. */
    public Future<Void> stop() {
        Promise<Void> promise = stopping == null ? Promise.promise() : stopping;
        stopping = promise;
        tick();
        return promise.future();
    }

    /** What is wrong at the moment, in an operator's words. Any thread. */
    public List<String> troubles() {
        List<String> all = new ArrayList<>();
        String known = trouble.isEmpty() ? settling.trouble() : trouble;
        if (!known.isEmpty()) {
            all.add("degraded: the stream " + options.name() + " is not read (" + known + ")");
        }
        return all;
    }
}
