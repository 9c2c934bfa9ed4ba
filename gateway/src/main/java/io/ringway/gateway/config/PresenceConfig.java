package io.ringway.gateway.config;

import java.time.Duration;

/** How the members of a group are told who comes and goes. */
public record PresenceConfig(
        @Setting(
                doc = "In a group of more members than this, changes are told together, what cancels out left out: see"
                        + " batch_interval.",
                byDefault = "1000",
                min = "10",
                max = "1000000")
        int batchAbove,

        @Setting(
                doc = "How often changes are told that are told together.",
                byDefault = "250ms",
                min = "50ms",
                max = "10s")
        Duration batchInterval,

        @Setting(
                doc =
                        "In a group of more members than this, it is only told how many there are, and a roster is cut; and so"
                                + " in one whose roster would be more than half of limits.outbox_bytes. It has to be at"
                                + " least batch_above.",
                byDefault = "2000",
                min = "10",
                max = "1000000")
        int countsAbove) {
    public PresenceConfig {
        Check.of(PresenceConfig.class, batchAbove, batchInterval, countsAbove)
                .that(countsAbove >= batchAbove, "counts_above", "is less than batch_above", "at least batch_above")
                .done();
    }
}
