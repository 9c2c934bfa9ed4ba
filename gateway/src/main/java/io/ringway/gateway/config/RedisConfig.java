package io.ringway.gateway.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;

/** A Redis for what should outlive the nodes. */
public record RedisConfig(
        @Setting(
                doc =
                        "Where it is, with user and password where it asks for them. Without it, what is kept of calls, groups,"
                                + " meetings, webhooks, pushes, revocations and Idempotency-Keys is in the nodes' memory.",
                allowed = "redis:// or rediss:// (TLS), such as redis://user:password@redis.example.com:6379/0")
        Optional<Secret> url,

        @Setting(
                doc = "What the name of every key begins with.",
                byDefault = "ringway",
                allowed = "1 to 64 letters, digits and : _ . -")
        String prefix,

        @Setting(
                doc = "How long a connection may take to be there, the login included.",
                byDefault = "2s",
                min = "10ms",
                max = "1m")
        Duration connectTimeout,

        @Setting(doc = "How long an answer may take.", byDefault = "1s", min = "10ms", max = "1m")
        Duration timeout) {
    public RedisConfig {
        Check.of(RedisConfig.class, url, prefix, connectTimeout, timeout)
                .that(
                        url.map(RedisConfig::isRedis).orElse(true),
                        "url",
                        "is no Redis URL",
                        "redis:// or rediss://, perhaps user and password, a host, perhaps a port and the number of a"
                                + " database; other characters percent-encoded")
                .that(
                        prefix.matches("[A-Za-z0-9:_.-]{1,64}"),
                        "prefix",
                        "has other characters, or too many",
                        "1 to 64 letters, digits and : _ . -")
                .done();
    }

    private static boolean isRedis(Secret url) {
        try {
            URI uri = new URI(url.reveal());
            return ("redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getPath().matches("(/[0-9]{0,4})?")
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
        } catch (URISyntaxException notOne) {
            return false;
        }
    }
}
