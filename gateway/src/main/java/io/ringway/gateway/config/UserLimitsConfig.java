package io.ringway.gateway.config;

/** What one user may have and ask on one node, over all of its connections. */
public record UserLimitsConfig(
        @Setting(
                doc = "Connections at once, those that wait for their client to come back included; 0 sets no bound.",
                byDefault = "1000",
                min = "0",
                max = "10000000")
        int connections,

        @Setting(
                doc =
                        "Requests a second in the long run, twice as many at once; 0 sets no bound. Signals are not counted.",
                byDefault = "2000",
                min = "0",
                max = "10000000")
        int requestsPerSecond) {
    public UserLimitsConfig {
        Check.of(UserLimitsConfig.class, connections, requestsPerSecond).done();
    }
}
