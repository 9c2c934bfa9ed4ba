package io.ringway.gateway.config;

import java.time.Duration;

/** What one client address may do on one node. */
public record AddressLimitsConfig(
        @Setting(
                doc = "WebSockets at once, a whole site behind one address among them; 0 sets no bound. Behind a load"
                        + " balancer, see http.trusted_proxies first.",
                byDefault = "20000",
                min = "0",
                max = "10000000")
        int connections,

        @Setting(
                doc = "WebSocket handshakes a minute in the long run, and as many at once; 0 sets no bound.",
                byDefault = "60000",
                min = "0",
                max = "10000000")
        int connectsPerMinute,

        @Setting(
                doc =
                        "Tokens and keys that are forged or made up, within auth_failure_window, after which only some of the"
                                + " address's handshakes are looked at, 50 a second; 0 sets no bound. Who is in already stays.",
                byDefault = "10",
                min = "0",
                max = "1000000")
        int authFailures,

        @Setting(doc = "See auth_failures.", byDefault = "30m", min = "1s", max = "1d")
        Duration authFailureWindow) {
    public AddressLimitsConfig {
        Check.of(AddressLimitsConfig.class, connections, connectsPerMinute, authFailures, authFailureWindow)
                .done();
    }
}
