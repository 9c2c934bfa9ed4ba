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
                doc =
                        "How many credentials one user is given on one node while one of them holds. A connection's renewals"
                                + " are not counted.",
                byDefault = "60",
                min = "1",
                max = "100000")
        int quota) {
    public TurnConfig {
        Check check = Check.of(TurnConfig.class, urls, secret, ttl, quota)
                .that(urls.isEmpty() || secret.isPresent(), "secret", "is missing", "the TURN server's shared secret")
                .that(secret.isEmpty() || !urls.isEmpty(), "urls", "is empty", "where the TURN server is");
        for (String url : urls) {
            check.that(
                    url.matches("turns?:[^\\s/?]+(\\?transport=(udp|tcp))?"),
                    "urls",
                    Values.quoted(String.class, url) + " is no TURN URL",
                    "turn: or turns:, a host, perhaps a port and ?transport=udp or tcp");
        }
        check.done();
    }
}
