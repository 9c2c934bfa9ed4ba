package io.ringway.gateway.streams;

import io.ringway.cluster.streams.InStream;
import io.ringway.cluster.streams.Take;
import io.ringway.gateway.metrics.StreamMetrics;
import io.ringway.gateway.webhooks.Nodes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads one stream while it is this node's turn. Whose turn it is the nodes agree upon by the stream's name; that no two
 * think so at once, a lease in the store sees to. Who begins a turn does first what others were given and did not finish.
 * Hub only; {@link #tick} drives it.
 */
public final class StreamReader {
    private static final int BATCH = 64;
    private static final long PAUSE_MS = 500;
    private static final long FIGURES_MS = 2_000;

    private final StreamOptions options;
    private final InStream stream;
    private final Nodes nodes;
    private final String name;
    private final StreamMetrics metrics;
    private final LongSupplier clock;
    private final Settling settling;
    private final Work work;

    private boolean isHeld;
    /** By this process's own clock, which began to count before the store did. */
    private long heldUntil;

    private long renewAt;
    private boolean isTaking;
    private boolean isWaiting;
    /** Nothing new is there, as far as is known. */
    private boolean isIdle;
    /** What was given before is looked at behind this id; null where that is over. */
    private @Nullable String again;

    private String seen = "0-0";
    private long notBefore;
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
        this.settling = new Settling(stream, this.clock, this::step);
        this.work = new Work(options, performer, settling, metrics, this.clock, this::isTurn);
        this.renewAt = now();
        this.notBefore = now();
        this.figuresAt = now();
    }

    private long now() {
        return clock.getAsLong();
    }

    /** Whether this node may begin what it has. */
    private boolean isTurn() {
        return isHeld && now() < heldUntil && isChosen();
    }

    private boolean isChosen() {
        return stopping == null && !nodes.isFenced() && nodes.deliverer("stream\n" + options.name()) == nodes.self();
    }

    /** Looks at the clock; several times a second. */
    public void tick() {
        figures();
        settling.tick();
        if (isHeld && now() >= heldUntil) {
            isHeld = false;
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
        if (isHeld && !isTaking && isOver) {
            isHeld = false;
            stream.release(name).onComplete(released -> stopped());
        } else if (isHeld && !isOver) {
            renew();
        } else if (!isTaking && isOver) {
            stopped();
        }
    }

    private void stopped() {
        if (stopping != null) {
            stopping.tryComplete();
        }
    }

    private void step() {
        if (isTaking || !isChosen() || now() < notBefore) {
            return;
        }
        int room = Math.min(BATCH, options.inFlight() - work.size() - settling.size());
        if (!isHeld) {
            take(stream.take(name, options.leaseMillis(), 0), 0);
        } else if (room <= 0 || isIdle) {
            renew();
            await();
        } else if (again != null) {
            take(stream.takeAgain(name, options.leaseMillis(), room, again), room);
        } else {
            take(stream.take(name, options.leaseMillis(), room), room);
        }
    }

    private void renew() {
        if (!isTaking && now() >= renewAt && now() >= notBefore) {
            take(stream.take(name, options.leaseMillis(), 0), 0);
        }
    }

    private void take(Future<Take> taking, int asked) {
        long until = now() + options.leaseMillis() * 4 / 5;
        long next = now() + options.leaseMillis() / 4;
        isTaking = true;
        taking.onComplete(done -> {
            isTaking = false;
            if (done.failed()) {
                failed();
                return;
            }
            trouble = "";
            heldUntil = until;
            renewAt = next;
            taken(done.result(), asked);
            step();
        });
    }

    private void taken(Take take, int asked) {
        switch (take.lease()) {
            case ELSEWHERE -> {
                isHeld = false;
                work.abandon();
                notBefore = now() + PAUSE_MS;
            }
            case BEGUN -> {
                // Also where it was this node's before: whatever is not at work is given again, in order.
                work.abandon();
                isHeld = true;
                isIdle = false;
                again = InStream.FIRST;
                seen = "0-0";
            }
            case KEPT -> {
                metrics.lost(take.lost());
                if (asked > 0) {
                    read(take);
                }
            }
        }
    }

    private void read(Take take) {
        if (!take.last().isEmpty()) {
            seen = take.last();
        }
        if (again == null) {
            isIdle = take.last().isEmpty();
        } else {
            again = take.last().isEmpty() ? null : take.last();
        }
        take.entries().forEach(work::accept);
    }

    private void await() {
        if (isWaiting || !isIdle || !isHeld) {
            return;
        }
        isWaiting = true;
        stream.await(seen).onComplete(done -> {
            isWaiting = false;
            if (done.failed()) {
                failed();
                isIdle = false;
                return;
            }
            Optional<String> news = done.result();
            news.ifPresent(id -> {
                isIdle = false;
                seen = id;
            });
            step();
        });
    }

    private void failed() {
        notBefore = now() + PAUSE_MS;
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
        String known = trouble;
        if (!known.isEmpty()) {
            all.add("degraded: the stream " + options.name() + " is not read (" + known + ")");
        }
        return all;
    }
}
