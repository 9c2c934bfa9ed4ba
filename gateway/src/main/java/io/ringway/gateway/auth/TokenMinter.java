package io.ringway.gateway.auth;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.UserId;
import io.ringway.gateway.config.Algorithm;
import io.ringway.gateway.config.AuthConfig;
import io.ringway.gateway.config.Secret;
import io.ringway.gateway.protocol.Names;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.impl.jose.JWS;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes tokens that this gateway accepts, signed with the shared secret. Any thread.
 *
 * <p>They carry the names that skapi-js reads, too, so that one token serves as its id token and its access token.
 */
public final class TokenMinter {
    /** The longest life of a token. */
    public static final Duration MAX_TTL = Duration.ofHours(24);

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final AuthConfig config;
    private final Revocations revocations;
    private final InstantSource clock;
    private final JWS signer;
    private final String header;
    private final PrivateMeta privateMeta;

    private TokenMinter(
            AuthConfig config, Revocations revocations, Secret secret, Algorithm algorithm, InstantSource clock) {
        this.config = config;
        this.revocations = revocations;
        this.clock = clock;
        this.privateMeta = new PrivateMeta(secret);
        this.signer = VerificationKey.signer(secret, algorithm);
        this.header = encode(new JsonObject().put("alg", algorithm.written()).put("typ", "JWT"));
    }

    /** As the other, with nothing revoked. */
    public static Optional<TokenMinter> of(AuthConfig config, InstantSource clock) {
        return of(config, new Revocations(clock, 0), clock);
    }

    /** Empty where there is no shared secret, or none of its algorithms is accepted. */
    static Optional<TokenMinter> of(AuthConfig config, Revocations revocations, InstantSource clock) {
        Optional<Algorithm> algorithm =
                config.algorithms().stream().filter(Algorithm::isSymmetric).findFirst();
        return config.hs256Secret()
                .flatMap(secret ->
                        algorithm.map(accepted -> new TokenMinter(config, revocations, secret, accepted, clock)));
    }

    /**
     * A token.
     *
     * @param id its {@code jti}
     * @param expiresAtMillis its {@code exp}, in milliseconds since 1970
     */
    public record Minted(String token, String id, long expiresAtMillis) {
        /** Without the token. */
        @Override
        public String toString() {
            return "Minted[expiresAtMillis=" + expiresAtMillis + "]";
        }
    }

    /**
     * A token for a user.
     *
     * @param grants the {@code ringway} claim as JSON; null for the default grants
     * @param ttl from one second to {@link #MAX_TTL}
     * @throws IllegalArgumentException where the user id, the grants or the ttl are not allowed
     */
    public Minted mint(UserId user, @Nullable String grants, Duration ttl) {
        return mint(user, grants, Bytes.EMPTY, Bytes.EMPTY, ttl);
    }

    /**
     * As {@link #mint(UserId, String, Duration)}, with metadata.
     *
     * @param meta JSON that others see, or empty
     * @param privateMeta JSON that only the backend sees, or empty
     */
    public Minted mint(UserId user, @Nullable String grants, Bytes meta, Bytes privateMeta, Duration ttl) {
        if (!Names.isUserId(user.id()) || !Names.isTenant(user.tenant().name())) {
            throw new IllegalArgumentException("a user id has 1 to 256 characters, none of control");
        }
        if (ttl.toSeconds() < 1 || ttl.compareTo(MAX_TTL) > 0) {
            throw new IllegalArgumentException("a token lives from one second to 24 hours");
        }
        long now = clock.millis();
        long expiresAt = now / 1000 + ttl.toSeconds();
        JsonObject claims = claims(user, now, expiresAt);
        if (grants != null) {
            claims.put("ringway", checked(grants, user));
        }
        if (!meta.isEmpty()) {
            claims.put("ringway_meta", Json.decodeValue(Buffer.buffer(meta.array())));
        }
        if (!privateMeta.isEmpty()) {
            claims.put(PrivateMeta.CLAIM, this.privateMeta.seal(privateMeta, user.id()));
        }
        return minted(claims, expiresAt);
    }

    /**
     * Another token that says what an earlier one says, for so much longer.
     *
     * @param token that this gateway has just found good; of whichever maker
     */
    public Minted renew(String token, UserId user, Duration ttl) {
        return renew(UUID.randomUUID().toString(), token, user, ttl);
    }

    /**
     * As {@link #renew(String, UserId, Duration)}, with an id of the caller's choice: all that have it are revoked together.
     *
     * @param id its {@code jti}
     */
    public Minted renew(String id, String token, UserId user, Duration ttl) {
        JsonObject said = said(token);
        long now = clock.millis();
        long expiresAt = now / 1000 + ttl.toSeconds();
        JsonObject claims = claims(user, now, expiresAt).put("jti", id);
        for (String claim : List.of("ringway", "ringway_meta", PrivateMeta.CLAIM)) {
            if (said.containsKey(claim)) {
                claims.put(claim, said.getValue(claim));
            }
        }
        return minted(claims, expiresAt);
    }

    private static JsonObject said(String token) {
        return new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1])));
    }

    /**
     * The patterns of groups that a token grants something in.
     *
     * @param token that this gateway has just found good; of whichever maker
     */
    public static Set<String> groups(String token) {
        return said(token).getValue("ringway") instanceof JsonObject claim
                        && claim.getValue("groups") instanceof JsonObject groups
                ? Set.copyOf(groups.fieldNames())
                : Set.of();
    }

    /**
     * A token with an id of the caller's choice: all that have it are revoked together.
     *
     * @param id its {@code jti}
     */
    public Minted mintAs(String id, UserId user, String grants, Bytes meta, Duration ttl) {
        long now = clock.millis();
        long expiresAt = now / 1000 + ttl.toSeconds();
        JsonObject claims = claims(user, now, expiresAt)
                .put("jti", id)
                .put("ringway", checked(grants, user))
                .put("ringway_meta", Json.decodeValue(Buffer.buffer(meta.array())));
        return minted(claims, expiresAt);
    }

    private Minted minted(JsonObject claims, long expiresAt) {
        return new Minted(sign(claims), claims.getString("jti"), expiresAt * 1000);
    }

    private JsonObject claims(UserId user, long now, long expiresAt) {
        String tenant = user.tenant().name();
        JsonObject claims = new JsonObject()
                .put("sub", user.id())
                .put("service", tenant)
                .put("custom:service", tenant)
                .put("cognito:username", user.id())
                .put("iat", BigDecimal.valueOf(now, 3))
                .put(Claims.ISSUED_MILLIS, issuedAt(user, now))
                .put("jti", UUID.randomUUID().toString())
                .put("exp", expiresAt);
        config.issuer().ifPresent(issuer -> claims.put("iss", issuer));
        if (!config.audience().isEmpty()) {
            claims.put("aud", new JsonArray(config.audience()));
        }
        return claims;
    }

    /**
     * The node that a revocation is said to later may have a clock that is behind this one's, and it must reach the token all the
     * same. Who asks after a revocation gets a good token, also in the same millisecond.
     */
    private long issuedAt(UserId user, long now) {
        return Math.max(now - config.clockSkew().toMillis(), revocations.revokedUntil(user) + 1);
    }

    private static JsonObject checked(String grants, UserId user) {
        try {
            GrantsClaim.parse(StrictJson.object(grants.getBytes(StandardCharsets.UTF_8)), user.id());
            return new JsonObject(grants);
        } catch (IOException notJson) {
            throw new IllegalArgumentException("grants are a JSON object", notJson);
        }
    }

    private String sign(JsonObject claims) {
        String signed = header + "." + encode(claims);
        return signed + "." + ENCODER.encodeToString(signer.sign(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String encode(JsonObject json) {
        return ENCODER.encodeToString(json.toBuffer().getBytes());
    }
}
