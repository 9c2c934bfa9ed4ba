package io.ringway.gateway.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A TURN server with credentials that expire. */
public record TurnConfig(
        @Setting(
                doc = "Its URLs.",
                allowed = "a list of turn: or turns: URLs, such as turn:turn.example.com:3478?transport=udp")
        List<String> urls,

        @Setting(doc = "The secret shared with it (coturn's static-auth-secret).")
        Optional<Secret> secret,

        @Setting(doc = "How long a client's credentials hold.", byDefault = "10m", min = "5s", max = "1d")
        Duration ttl,

        @Setting(
                doc = "How often one user is given credentials on one node while they hold. A connection's renewals are"
                        + " not counted.",
                byDefault = "60",
                min = "1",
                max = "100000")
        int quota,

        @Setting(
                doc = "Keys of backends that ask for credentials to pass on. Each has an id, a tenant, and either the"
                        + " secret (at least 32 characters) or its SHA-256 in hex. In the environment this list is"
                        + " written as JSON.",
                allowed = "a list of {id, tenant, secret or sha256}")
        List<TurnKeyConfig> keys) {
    public TurnConfig {
        Check check = Check.of(TurnConfig.class, urls, secret, ttl, quota, keys)
                .that(urls.isEmpty() || secret.isPresent(), "secret", "is missing", "the TURN server's shared secret")
                .that(secret.isEmpty() || !urls.isEmpty(), "urls", "is empty", "where the TURN server is");
        check.that(
                keys.stream().map(TurnKeyConfig::id).distinct().count() == keys.size(),
                "keys",
                "has an id twice",
                "an id of its own for each key");
        for (String url : urls) {
            check.that(
                    isTurnUrl(url),
                    "urls",
                    Values.quoted(String.class, url) + " is no TURN URL",
                    "turn: or turns:, a host, perhaps a port and ?transport=udp or tcp");
        }
        check.done();
    }

    static boolean isTurnUrl(String url) {
        return url.matches("turns?:[^\\s/?]+(\\?transport=(udp|tcp))?");
    }
}
