package io.ringway.gateway.config;

import java.util.Optional;

/** One key of the endpoints that hand TURN credentials to backends. */
public record TurnKeyConfig(
        @Setting(
                doc = "The key's id, as it stands in the path of the endpoints.",
                allowed = "1 to 64 letters, digits, _ and -")
        String id,

        @Setting(
                doc = "The tenant that the key speaks for.",
                allowed = "1 to 128 characters without control characters")
        String tenant,

        @Setting(doc = "The key itself.", allowed = "at least 32 characters")
        Optional<Secret> secret,

        @Setting(
                doc = "Instead of the key: its SHA-256, so that the configuration holds no secret"
                        + " (printf %s \"$KEY\" | sha256sum).",
                allowed = "64 hexadecimal digits")
        Optional<String> sha256) {
    public TurnKeyConfig {
        Check check = Check.of(TurnKeyConfig.class, id, tenant, secret, sha256)
                .that(
                        id.matches("[A-Za-z0-9_-]{1,64}"),
                        "id",
                        "is missing or no id",
                        "1 to 64 letters, digits, _ and -");
        HashedKey.check(check, tenant, "secret", secret, sha256).done();
    }

    /** Whether a presented key is this one, in a time that tells nothing about it. */
    public boolean matches(String presented) {
        return HashedKey.matches(secret, sha256, presented);
    }
}
