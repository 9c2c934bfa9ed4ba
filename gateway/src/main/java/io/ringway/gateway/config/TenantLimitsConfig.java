package io.ringway.gateway.config;

/** What one tenant may have and ask on one node, over all of its users. */
public record TenantLimitsConfig(
        @Setting(
                doc = "Connections at once, those that wait for their client to come back included; 0 sets no bound.",
                byDefault = "0",
                min = "0",
                max = "10000000")
        int connections,

        @Setting(
                doc =
                        "Requests a second in the long run, twice as many at once; 0 sets no bound. Signals are not counted.",
                byDefault = "0",
                min = "0",
                max = "10000000")
        int requestsPerSecond) {
    public TenantLimitsConfig {
        Check.of(TenantLimitsConfig.class, connections, requestsPerSecond).done();
    }
}
