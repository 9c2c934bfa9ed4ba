package io.ringway.bench.load;

import java.util.EnumMap;
import java.util.Map;

/** What a scenario measured; figures that mean nothing for it are absent. */
record Outcome(String scenario, Map<Figure, Double> figures) {
    Outcome(String scenario) {
        this(scenario, new EnumMap<>(Figure.class));
    }

    Outcome with(Figure figure, double value) {
        figures.put(figure, value);
        return this;
    }

    /** Deliveries, losses and what each million cost the nodes. */
    Outcome deliveries(long arrived, long expected, double cpuSeconds) {
        with(Figure.DELIVERIES, (double) arrived)
                .with(Figure.LOST, (double) (expected - arrived))
                .with(Figure.CPU_SECONDS, cpuSeconds);
        return arrived == 0 ? this : with(Figure.CPU_SECONDS_PER_MILLION, cpuSeconds / arrived * 1e6);
    }

    Outcome latencies(Latencies latencies) {
        return latencies.total() == 0
                ? this
                : with(Figure.P50_US, latencies.micros(0.5)).with(Figure.P99_US, latencies.micros(0.99));
    }

    double get(Figure figure) {
        return figures.getOrDefault(figure, 0.0);
    }
}
