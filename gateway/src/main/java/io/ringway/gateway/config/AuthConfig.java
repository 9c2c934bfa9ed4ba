package io.ringway.gateway.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Which tokens are good. */
public record AuthConfig(
        @Setting(
                doc = "The secret shared with the backend that mints tokens (HS256, HS384, HS512): at least 32 bytes, a"
                        + " shorter one only in development mode. Better set by RINGWAY_AUTH_HS256_SECRET than here.",
                allowed = "at least 32 bytes")
        Optional<Secret> hs256Secret,

        @Setting(
                doc = "Public keys of whoever mints tokens (RS256, ES256, EdDSA), each as PEM text or as the name of a"
                        + " PEM file.",
                allowed = "a list of PEM texts or readable PEM files")
        List<String> publicKeys,

        @Setting(
                doc = "Where the public keys of whoever mints tokens are published as a JWK set, such as"
                        + " https://example.com/.well-known/jwks.json. Read again for a token with an unknown key id.")
        Optional<URI> jwksUrl,

        @Setting(doc = "How often the JWK set is read anyway.", byDefault = "10m", min = "1s", max = "1d")
        Duration jwksRefresh,

        @Setting(
                doc = "The JWK set is read no more often than this, whatever tokens come.",
                byDefault = "10s",
                min = "100ms",
                max = "1h")
        Duration jwksMinInterval,

        @Setting(doc = "The iss that every token must have; where nothing is said, iss is not looked at.")
        Optional<String> issuer,

        @Setting(
                doc =
                        "Every token must have at least one of these in aud; where nothing is said, aud is not looked at.")
        List<String> audience,

        @Setting(
                doc = "Signatures that are accepted. A key serves only the algorithms of its own kind.",
                byDefault = "HS256,HS384,HS512,RS256,ES256,EdDSA")
        List<Algorithm> algorithms,

        @Setting(doc = "By how much clocks may differ at exp, nbf and iat.", byDefault = "5s", min = "0s", max = "5m")
        Duration clockSkew,

        @Setting(
                doc = "A token may be valid this long from now, and no longer; those that the gateway makes are not.",
                byDefault = "366d",
                min = "1m",
                max = "3660d")
        Duration maxLifetime,

        @Setting(doc = "The longest token.", byDefault = "8KiB", min = "256", max = "64KiB", unit = Unit.BYTES)
        int maxTokenBytes,

        @Setting(
                doc = "The tenant of tokens that have neither service nor custom:service, such as access tokens of"
                        + " Cognito. Where nothing is said, those are refused.",
                allowed = "1 to 128 characters without control characters")
        Optional<String> defaultService,

        @Setting(doc = "What the bearer of a token without a ringway claim may do, in the form of that claim.")
        DefaultGrantsConfig defaultGrants,

        @Setting(
                doc =
                        "Keys with which pages connect that have no backend, such as a public room; docs/auth.md says what to"
                                + " trust them with. In the environment this list is written as JSON.",
                allowed = "a list of {key, tenant, origins, groups, actions, user_ids, chosen_ids, turn, lifetime,"
                        + " connections_per_address, connects_per_minute}")
        List<PublishableKeyConfig> publishableKeys,

        @Setting(
                doc =
                        "A connection is told this long before its token expires, or when half of what the token had left has"
                                + " passed, where that is later; at exp it is closed.",
                byDefault = "60s",
                min = "1s",
                max = "1h")
        Duration expiryWarning,

        @Setting(
                doc =
                        "Revoked tokens and banned users of one tenant that every node remembers, about 200 bytes each; over it"
                                + " no more of its are taken.",
                byDefault = "100000",
                min = "100",
                max = "10000000")
        int maxRevocations) {
    static final String KEYS_NEEDED =
            "auth.hs256_secret, auth.public_keys or auth.jwks_url; or dev: true to try things out";
    private static final int MIN_SECRET_BYTES = 32;

    public AuthConfig {
        Check check = Check.of(
                        AuthConfig.class,
                        hs256Secret,
                        publicKeys,
                        jwksUrl,
                        jwksRefresh,
                        jwksMinInterval,
                        issuer,
                        audience,
                        algorithms,
                        clockSkew,
                        maxLifetime,
                        maxTokenBytes,
                        defaultService,
                        defaultGrants,
                        publishableKeys,
                        expiryWarning,
                        maxRevocations)
                .that(!algorithms.isEmpty(), "algorithms", "is empty", "at least one")
                .that(
                        defaultService.map(AuthConfig::isTenantName).orElse(true),
                        "default_service",
                        "is no tenant",
                        "1 to 128 characters without control characters");
        for (int i = 0; i < publicKeys.size(); i++) {
            String fault = PublicPem.fault(publicKeys.get(i));
            if (fault != null) {
                check.that(false, "public_keys[" + i + "]", fault, PublicPem.ALLOWED);
            }
        }
        check.done();
    }

    static boolean isTenantName(String name) {
        return !name.isEmpty() && name.length() <= 128 && name.chars().noneMatch(Character::isISOControl);
    }

    /** Whether any token can be checked at all. */
    public boolean hasKeys() {
        return hs256Secret.isPresent() || !publicKeys.isEmpty() || jwksUrl.isPresent();
    }

    /** Whether one of the keys is for an algorithm that is accepted. */
    boolean hasUsableKeys() {
        boolean symmetric = hs256Secret.isPresent() && algorithms.stream().anyMatch(Algorithm::isSymmetric);
        boolean asymmetric = (!publicKeys.isEmpty() || jwksUrl.isPresent())
                && algorithms.stream().anyMatch(algorithm -> !algorithm.isSymmetric());
        return symmetric || asymmetric;
    }

    boolean isSecretLongEnough() {
        return hs256Secret
                .map(secret -> secret.utf8().length >= MIN_SECRET_BYTES)
                .orElse(true);
    }

    AuthConfig withSecret(Secret secret) {
        return new AuthConfig(
                Optional.of(secret),
                publicKeys,
                jwksUrl,
                jwksRefresh,
                jwksMinInterval,
                issuer,
                audience,
                algorithms,
                clockSkew,
                maxLifetime,
                maxTokenBytes,
                defaultService,
                defaultGrants,
                publishableKeys,
                expiryWarning,
                maxRevocations);
    }
}
