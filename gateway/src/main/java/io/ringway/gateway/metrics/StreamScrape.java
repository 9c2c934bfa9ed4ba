package io.ringway.gateway.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.ringway.cluster.streams.StreamFigures;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** Puts the figures of one stream where they are scraped. */
record StreamScrape(MeterRegistry registry, String stream) {
    private static final double MILLIS = 1e3;

    void add(StreamMetrics metrics) {
        gauge("ringway_stream_waiting", "Entries that are not done", metrics, StreamFigures::waiting);
        gauge("ringway_stream_pending", "Entries that a node was given", metrics, StreamFigures::pending);
        gauge("ringway_stream_dead", "Entries that were put aside and are kept", metrics, StreamFigures::dead);
        gauge(
                "ringway_stream_lag_seconds",
                "Age of the oldest entry that is not done",
                metrics,
                figures -> figures.lagMillis() / MILLIS);
        entries("done", metrics.doneCount());
        entries("dead", metrics.refusedCount());
        entries("retried", metrics.retriedCount());
        entries("lost", metrics.lostCount());
    }

    private void gauge(String name, String description, StreamMetrics metrics, ToDoubleFunction<StreamFigures> value) {
        Gauge.builder(name, metrics, each -> value.applyAsDouble(each.figures()))
                .description(description + "; every node says the same")
                .tag("stream", stream)
                .register(registry);
    }

    private void entries(String outcome, LongAdder adder) {
        FunctionCounter.builder("ringway_stream_entries", adder, LongAdder::sum)
                .description("Entries of a stream that this node was given, by what came of them")
                .tag("stream", stream)
                .tag("outcome", outcome)
                .register(registry);
    }
}
