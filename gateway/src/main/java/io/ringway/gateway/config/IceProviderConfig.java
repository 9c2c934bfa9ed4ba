package io.ringway.gateway.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One source of TURN servers and of credentials for them. */
public record IceProviderConfig(
        @Setting(doc = "Its name in metrics, health and logs.", allowed = "1 to 32 letters, digits, _ and -")
        String name,

        @Setting(
                doc = "What it is: static (servers with a username and a credential that stay as they are), coturn (a"
                        + " secret shared with the server) or cloudflare (asked over HTTP for each user).",
                allowed = "static, coturn or cloudflare",
                byDefault = "coturn")
        Kind type,

        @Setting(
                doc = "Of static and coturn: the server's URLs, STUN among them where it serves that.",
                allowed = "a list of turn:, turns:, stun: or stuns: URLs, one of TURN at least")
        List<String> urls,

        @Setting(doc = "Of static: the username.") Optional<String> username,

        @Setting(doc = "Of static: the credential.") Optional<Secret> credential,

        @Setting(doc = "Of coturn: the secret shared with it (static-auth-secret).")
        Optional<Secret> secret,

        @Setting(doc = "Of cloudflare: the id of the TURN key.", allowed = "1 to 64 letters, digits, _ and -")
        Optional<String> keyId,

        @Setting(doc = "Of cloudflare: the TURN key's API token.")
        Optional<Secret> apiToken,

        @Setting(
                doc =
                        "Of cloudflare: where it is asked; whatever serves the same paths will do, such as another Ringway.",
                byDefault = "https://rtc.live.cloudflare.com")
        URI baseUrl,

        @Setting(
                doc = "How long one question to it, or one check of it, may take.",
                byDefault = "2s",
                min = "50ms",
                max = "30s")
        Duration timeout) {
    /** What a provider is. */
    public enum Kind {
        /** Servers with one username and credential for everybody. */
        STATIC,
        /** A server that shares a secret with this gateway. */
        COTURN,
        /** An HTTP API in Cloudflare's shape. */
        CLOUDFLARE
    }

    public IceProviderConfig {
        boolean isCloudflare = type == Kind.CLOUDFLARE;
        Check check = Check.of(
                        IceProviderConfig.class,
                        name,
                        type,
                        urls,
                        username,
                        credential,
                        secret,
                        keyId,
                        apiToken,
                        baseUrl,
                        timeout)
                .that(
                        name.matches("[A-Za-z0-9_-]{1,32}"),
                        "name",
                        "is missing or no name",
                        "1 to 32 letters, digits, _ and -")
                .that(
                        isCloudflare == urls.isEmpty(),
                        "urls",
                        isCloudflare ? "is set" : "is empty",
                        "URLs for static and coturn, none for cloudflare, which names them itself")
                .that(
                        isCloudflare || urls.isEmpty() || urls.stream().anyMatch(url -> url.startsWith("turn")),
                        "urls",
                        "has no TURN URL",
                        "one at least; STUN alone belongs under ice.servers")
                .that(
                        keyId.map(id -> id.matches("[A-Za-z0-9_-]{1,64}")).orElse(true),
                        "key_id",
                        "is no id",
                        "1 to 64 letters, digits, _ and -");
        belongs(check, "username", username, type, Kind.STATIC);
        belongs(check, "credential", credential, type, Kind.STATIC);
        belongs(check, "secret", secret, type, Kind.COTURN);
        belongs(check, "key_id", keyId, type, Kind.CLOUDFLARE);
        belongs(check, "api_token", apiToken, type, Kind.CLOUDFLARE);
        urls.forEach(url -> requireIce(check, url));
        check.done();
    }

    private static void belongs(Check check, String key, Optional<?> value, Kind type, Kind owner) {
        check.that(
                value.isPresent() == (type == owner),
                key,
                value.isPresent() ? "is set" : "is missing",
                "set for " + Values.written(owner) + ", and for nothing else");
    }

    private static void requireIce(Check check, String url) {
        check.that(
                url.matches("stuns?:[^\\s/?]+") || TurnConfig.isTurnUrl(url),
                "urls",
                Values.quoted(String.class, url) + " is no TURN URL",
                "turn:, turns:, stun: or stuns:, a host, perhaps a port and, for TURN, ?transport=udp or tcp");
    }
}
