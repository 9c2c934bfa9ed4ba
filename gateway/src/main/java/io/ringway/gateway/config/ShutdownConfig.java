package io.ringway.gateway.config;

import java.time.Duration;

/** How long a node takes to go away, and how it sends its connections elsewhere. */
public record ShutdownConfig(
        @Setting(
                doc = "Connections are sent elsewhere, and the process ends within this time after SIGTERM.",
                byDefault = "20s",
                min = "1s",
                max = "10m")
        Duration deadline,

        @Setting(
                doc =
                        "The most connections that are sent elsewhere at a time: fewer while they arrive slowly, more where the "
                                + "deadline leaves no choice.",
                byDefault = "100",
                min = "1",
                max = "1000000")
        int batch,

        @Setting(
                doc = "The time between two batches, so that the other nodes are not stormed.",
                byDefault = "100ms",
                min = "1ms",
                max = "10s")
        Duration interval) {
    public ShutdownConfig {
        Check.of(ShutdownConfig.class, deadline, batch, interval).done();
    }
}
