package io.ringway.gateway.config;

import java.time.Duration;

/** How long a node takes to go away, and how it sends its connections elsewhere. */
public record ShutdownConfig(
        @Setting(
                doc =
                        "Connections are sent elsewhere, sessions wait for clients that are away, and the process ends within this "
                                + "time after SIGTERM. A quarter of it, but at most 5s, or a tenth, is kept for leaving the cluster; a "
                                + "node that takes longer than that is ended five seconds after the time.",
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
    private static final int LEAVING_PART = 4;
    private static final int LONG_LEAVING_PART = 10;
    private static final Duration USUAL_LEAVING = Duration.ofSeconds(5);

    public ShutdownConfig {
        Check.of(ShutdownConfig.class, deadline, batch, interval).done();
    }

    /** How long the node serves after it was asked to end: leaving the cluster, and closing what is kept, takes its time too. */
    public Duration staying() {
        Duration tenth = deadline.dividedBy(LONG_LEAVING_PART);
        Duration quarter = deadline.dividedBy(LEAVING_PART);
        Duration usual = quarter.compareTo(USUAL_LEAVING) < 0 ? quarter : USUAL_LEAVING;
        return deadline.minus(usual.compareTo(tenth) > 0 ? usual : tenth);
    }
}
