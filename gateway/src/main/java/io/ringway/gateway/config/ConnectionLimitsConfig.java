package io.ringway.gateway.config;

/** How fast one connection may ask. */
public record ConnectionLimitsConfig(
        @Setting(
                doc =
                        "Requests a second in the long run: everything that a client sends but what stands below. More are"
                                + " answered with rate_limited, and who goes on all the same is disconnected.",
                byDefault = "1000",
                min = "1",
                max = "1000000")
        int requestsPerSecond,

        @Setting(doc = "Requests at once, after a while of silence.", byDefault = "2000", min = "1", max = "1000000")
        int requestsBurst,

        @Setting(
                doc = "Signals a second in the long run: what sets calls up and ends them, and relays between members.",
                byDefault = "200",
                min = "10",
                max = "1000000")
        int signalsPerSecond,

        @Setting(doc = "Signals at once.", byDefault = "2000", min = "100", max = "1000000")
        int signalsBurst,

        @Setting(
                doc = "Joins of groups a second in the long run. Each is told to all members.",
                byDefault = "10",
                min = "1",
                max = "1000000")
        int joinsPerSecond,

        @Setting(
                doc = "Joins at once; at least limits.groups_per_connection, whatever stands here.",
                byDefault = "200",
                min = "1",
                max = "1000000")
        int joinsBurst) {
    public ConnectionLimitsConfig {
        Check.of(
                        ConnectionLimitsConfig.class,
                        requestsPerSecond,
                        requestsBurst,
                        signalsPerSecond,
                        signalsBurst,
                        joinsPerSecond,
                        joinsBurst)
                .done();
    }
}
