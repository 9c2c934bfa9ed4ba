package io.ringway.gateway.config;

/** The operators' port. */
public record ManagementConfig(
        @Setting(
                doc =
                        "The address to listen on. Probes and scrapers outside this machine need another than the default.",
                byDefault = "127.0.0.1",
                allowed = "a host name or an address")
        String host,

        @Setting(doc = "The port to listen on; 0 takes a free one.", byDefault = "9090", min = "0", max = "65535")
        int port) {
    public ManagementConfig {
        Check.of(ManagementConfig.class, host, port)
                .that(!host.isEmpty(), "host", "is empty", "a host name or an address")
                .done();
    }
}
