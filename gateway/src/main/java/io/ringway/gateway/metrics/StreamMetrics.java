package io.ringway.gateway.metrics;

import io.ringway.cluster.streams.StreamFigures;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of a stream that backends add to. Any thread. */
public final class StreamMetrics {
    private final LongAdder done = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private volatile StreamFigures figures = StreamFigures.NONE;

    /** An entry was carried out. */
    public void done() {
        done.increment();
    }

    /** An entry was put aside. */
    public void refused() {
        refused.increment();
    }

    /** An entry, or a part of it, is tried again. */
    public void retried() {
        retried.increment();
    }

    /** Entries that a reader had been given were taken out of the stream by somebody. */
    public void lost(int entries) {
        lost.add(entries);
    }

    /** How the stream does, for all nodes. */
    public void figures(StreamFigures now) {
        figures = now;
    }

    LongAdder doneCount() {
        return done;
    }

    LongAdder refusedCount() {
        return refused;
    }

    LongAdder retriedCount() {
        return retried;
    }

    LongAdder lostCount() {
        return lost;
    }

    StreamFigures figures() {
        return figures;
    }
}
