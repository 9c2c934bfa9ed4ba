package io.ringway.gateway.config;

import java.time.Duration;

/** How much is kept of each user's calls. */
public record CallHistoryConfig(
        @Setting(doc = "Whether any of it is kept: who called whom, when and how it ended.", byDefault = "true")
        boolean enabled,

        @Setting(
                doc = "Calls of one user; the oldest go. About 200 bytes each.",
                byDefault = "50",
                min = "1",
                max = "1000")
        int entries,

        @Setting(doc = "How long a call is kept after its end.", byDefault = "30d", min = "1s", max = "400d")
        Duration age,

        @Setting(
                doc =
                        "Users whose calls a node keeps in memory; over it go those without a call for longest of the tenant with most. Not for Redis.",
                byDefault = "20000",
                min = "1000",
                max = "10000000")
        int users) {
    public CallHistoryConfig {
        Check.of(CallHistoryConfig.class, enabled, entries, age, users).done();
    }
}
