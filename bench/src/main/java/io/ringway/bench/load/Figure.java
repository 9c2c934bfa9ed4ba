package io.ringway.bench.load;

import java.util.Locale;

/** What can be measured of a scenario: its column, its unit and how exact it is. */
enum Figure {
    CONNECTIONS("connections", 0),
    DELIVERIES("deliveries", 0),
    LOST("lost", 0),
    SECONDS("seconds", 2),
    P50_US("p50 us", 0),
    P99_US("p99 us", 0),
    CPU_SECONDS("cpu s", 2),
    CPU_SECONDS_PER_MILLION("cpu s/M", 2),
    RSS_KIB_PER_CONNECTION("RSS KiB/conn", 2);

    private final String label;
    private final int decimals;

    Figure(String label, int decimals) {
        this.label = label;
        this.decimals = decimals;
    }

    String label() {
        return label;
    }

    /** The name in the JSON report. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    String format(double value) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
