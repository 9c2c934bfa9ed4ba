package io.ringway.gateway.config;

import java.time.Duration;

/** How much is kept of what happened in calls. */
public record CallTimelineConfig(
        @Setting(doc = "Whether any of it is kept.", byDefault = "true")
        boolean enabled,

        @Setting(
                doc =
                        "Lines of one call, besides how it began, was answered and ended; the oldest go. About 100 bytes each.",
                byDefault = "64",
                min = "8",
                max = "1000")
        int entries,

        @Setting(doc = "How long a line is kept.", byDefault = "1d", min = "1s", max = "30d")
        Duration age,

        @Setting(
                doc =
                        "Calls whose lines a node keeps in memory; over it go the oldest of the tenant with most. Not for Redis.",
                byDefault = "20000",
                min = "1000",
                max = "10000000")
        int calls) {
    public CallTimelineConfig {
        Check.of(CallTimelineConfig.class, enabled, entries, age, calls).done();
    }
}
