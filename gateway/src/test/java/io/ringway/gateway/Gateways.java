package io.ringway.gateway;

import static io.ringway.gateway.Futures.done;

import io.ringway.gateway.config.Config;
import java.util.HashMap;
import java.util.Map;

/** Whole nodes in this process, on free ports of the loopback interface. Whoever starts one stops it. */
public final class Gateways {
    /** For {@code auth.hs256_secret}, where a test is not about it. */
    public static final String SECRET = "0123456789abcdef0123456789abcdef";

    private static final Map<String, String> LOOPBACK =
            Map.of("http.port", "0", "http.host", "127.0.0.1", "management.port", "0");

    private Gateways() {}

    /** Waits until it listens. */
    public static Gateway start(Map<String, String> settings) {
        return done(Gateway.start(config(settings)));
    }

    /** What {@link #start} goes by. */
    public static Config config(Map<String, String> settings) {
        Map<String, String> values = new HashMap<>(LOOPBACK);
        values.putAll(settings);
        return Config.of(values);
    }

    /** Waits until it is over. */
    public static void stop(Gateway gateway) {
        done(gateway.stop());
    }
}
