package io.ringway.gateway.config;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** Who may use the backend API. */
public record ApiConfig(
        @Setting(
                doc =
                        "API keys. Each has a tenant; either the key itself (at least 32 characters) or its SHA-256 in hex;"
                                + " and scopes. In the environment this list is written as JSON.",
                allowed = "a list of {tenant, key or sha256, scopes}")
        List<ApiKeyConfig> keys,

        @Setting(
                doc = "Calls with one key in a second, on each node, in the long run.",
                byDefault = "1000",
                min = "1",
                max = "1000000")
        int requestsPerSecond,

        @Setting(
                doc = "Calls with one key, on each node, that may come at once after a while without.",
                byDefault = "2000",
                min = "1",
                max = "10000000")
        int requestBurst,

        @Setting(
                doc = "How long the answer to a call with an Idempotency-Key is kept, to be given again.",
                byDefault = "1d",
                min = "1m",
                max = "30d")
        Duration idempotencyAge,

        @Setting(
                doc =
                        "Idempotency-Keys whose answers a node keeps in memory; over it go the oldest of the tenant with most. Not for Redis.",
                byDefault = "20000",
                min = "1000",
                max = "10000000")
        int idempotencyKeys,

        @Setting(
                doc =
                        "How long it is known when a user was last here, of up to 1,000,000 users of a tenant. Only with redis.url; without it the"
                                + " nodes remember 100,000 users each for as long as they run.",
                byDefault = "90d",
                min = "1h",
                max = "3650d")
        Duration lastSeenAge) {
    public ApiConfig {
        Check.of(ApiConfig.class, keys, requestsPerSecond, requestBurst, idempotencyAge, idempotencyKeys, lastSeenAge)
                .that(areDistinct(keys), "keys", "name a key twice", "each key once, for one tenant")
                .done();
    }

    /** Also where one gives the key itself and the other its digest. */
    private static boolean areDistinct(List<ApiKeyConfig> keys) {
        return keys.stream()
                        .map(key -> ByteBuffer.wrap(key.digest()))
                        .distinct()
                        .count()
                == keys.size();
    }
}
