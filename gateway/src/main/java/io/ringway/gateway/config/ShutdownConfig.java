package io.ringway.gateway.config;

import java.time.Duration;

/** How long a node takes to go away. */
public record ShutdownConfig(
        @Setting(
                doc = "Connections are sent elsewhere, and the process ends within this time after SIGTERM.",
                byDefault = "20s",
                min = "1s",
                max = "10m")
        Duration deadline) {
    public ShutdownConfig {
        Check.of(ShutdownConfig.class, deadline).done();
    }
}
