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
        int joinsBurst,

        @Setting(
                doc =
                        "How much of that a second in the long run, signals left out: a flood is to end here, and not on its way"
                                + " to other nodes. More is answered with rate_limited.",
                byDefault = "8MiB",
                min = "16KiB",
                max = "1GiB",
                unit = Unit.BYTES)
        int bytesPerSecond,

        @Setting(
                doc = "How much of that at once; a single frame may be larger, and takes all of it.",
                byDefault = "16MiB",
                min = "64KiB",
                max = "1GiB",
                unit = Unit.BYTES)
        int bytesBurst,

        @Setting(
                doc = "How much of signals a second in the long run.",
                byDefault = "4MiB",
                min = "16KiB",
                max = "1GiB",
                unit = Unit.BYTES)
        int signalBytesPerSecond,

        @Setting(
                doc = "How much of signals at once.",
                byDefault = "8MiB",
                min = "64KiB",
                max = "1GiB",
                unit = Unit.BYTES)
        int signalBytesBurst) {
    public ConnectionLimitsConfig {
        Check.of(
                        ConnectionLimitsConfig.class,
                        requestsPerSecond,
                        requestsBurst,
                        signalsPerSecond,
                        signalsBurst,
                        joinsPerSecond,
                        joinsBurst,
                        bytesPerSecond,
                        bytesBurst,
                        signalBytesPerSecond,
                        signalBytesBurst)
                .done();
    }
}
