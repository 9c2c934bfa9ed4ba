package io.ringway.gateway.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringway.cluster.Bytes;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.AuthException.Reason;
import io.ringway.gateway.config.AuthConfig;
import io.ringway.gateway.protocol.Names;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What the payload of a token must say, and what it means. Immutable; any thread. */
final class Claims {
    /**
     * When a token that this gateway made counts as issued, in milliseconds since 1970: {@code auth.clock_skew} before it was, and
     * after the last revocation. Without the shared secret it is ignored.
     */
    static final String ISSUED_MILLIS = "ringway_iat";

    private final AuthConfig config;
    private final DefaultGrants defaultGrants;
    private final InstantSource clock;
    private final @Nullable PrivateMeta privateMeta;

    Claims(AuthConfig config, InstantSource clock) {
        this.config = config;
        this.defaultGrants = new DefaultGrants(config.defaultGrants());
        this.clock = clock;
        this.privateMeta = config.hs256Secret().map(PrivateMeta::new).orElse(null);
    }

    /**
     * What it means.
     *
     * @param payload of a token whose signature is good
     * @param byOurSecret whether it was signed with the shared secret, as the tokens are that this gateway makes
     */
    Principal principal(byte[] payload, boolean byOurSecret) throws AuthException {
        JsonNode claims;
        try {
            claims = StrictJson.object(payload);
        } catch (IOException notJson) {
            throw new AuthException(Reason.MALFORMED);
        }
        long expiresAt = expiry(claims);
        requireStarted(claims);
        requireIssued(claims);
        requireIssuer(claims);
        requireAudience(claims);
        String subject = subject(claims);
        return new Principal(
                new UserId(tenant(claims), subject),
                grants(claims, subject),
                expiresAt,
                profile(claims, subject, payload, byOurSecret));
    }

    private Profile profile(JsonNode claims, String subject, byte[] payload, boolean byOurSecret) {
        JsonNode id = claims.path("jti");
        JsonNode meta = claims.path("ringway_meta");
        JsonNode sealed = claims.path(PrivateMeta.CLAIM);
        return new Profile(
                id.isTextual() && !id.textValue().isEmpty() ? id.textValue() : digest(payload),
                issuedAt(claims, byOurSecret),
                meta.isMissingNode() || meta.isNull() ? Bytes.EMPTY : Bytes.utf8(meta.toString()),
                sealed.isTextual() && privateMeta != null
                        ? privateMeta.open(sealed.textValue(), subject).orElse(Bytes.EMPTY)
                        : Bytes.EMPTY);
    }

    /**
     * The clock of who made it may be ahead by as much as clocks may differ: a token from before a revocation must not pass for one
     * from after it. The nodes' own tokens say it by the nodes' measure, so that one made right after a revocation is good.
     */
    private long issuedAt(JsonNode claims, boolean byOurSecret) {
        JsonNode ours = claims.path(ISSUED_MILLIS);
        if (byOurSecret && ours.isIntegralNumber()) {
            return ours.longValue();
        }
        JsonNode issued = claims.path("iat");
        return issued.isNumber()
                ? Math.max(
                        0,
                        (long) (issued.doubleValue() * 1000)
                                - config.clockSkew().toMillis())
                : 0;
    }

    /** The name of a token that has none. */
    static String digest(byte[] payload) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(payload);
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** When who shows it is cut off. */
    private long expiry(JsonNode claims) throws AuthException {
        long expiresAt = millis(claims.path("exp"), Reason.LIFETIME);
        long now = clock.millis();
        long skew = config.clockSkew().toMillis();
        if (expiresAt > now + skew + config.maxLifetime().toMillis()) {
            throw new AuthException(Reason.LIFETIME);
        }
        if (expiresAt <= now - skew) {
            throw new AuthException(Reason.EXPIRED);
        }
        // By the clock of who made it there is as much left as clocks may differ: who is let in is not cut off at once.
        return expiresAt <= now ? expiresAt + skew : expiresAt;
    }

    private void requireStarted(JsonNode claims) throws AuthException {
        JsonNode notBefore = claims.path("nbf");
        boolean started = notBefore.isMissingNode()
                || millis(notBefore, Reason.NOT_YET)
                        <= clock.millis() + config.clockSkew().toMillis();
        if (!started) {
            throw new AuthException(Reason.NOT_YET);
        }
    }

    /** Else no revocation of a user's tokens would reach it before that time has come. */
    private void requireIssued(JsonNode claims) throws AuthException {
        JsonNode issued = claims.path("iat");
        long latest = clock.millis() + config.clockSkew().toMillis();
        if (issued.isNumber() && issued.doubleValue() * 1000 > latest) {
            throw new AuthException(Reason.ISSUED_AHEAD);
        }
    }

    /** A NumericDate (RFC 7519, 2) in milliseconds; a number too large for one comes out as the largest there is. */
    private static long millis(JsonNode date, Reason otherwise) throws AuthException {
        if (!date.isNumber() || date.doubleValue() < 0) {
            throw new AuthException(otherwise);
        }
        return (long) (date.doubleValue() * 1000);
    }

    private void requireIssuer(JsonNode claims) throws AuthException {
        if (config.issuer().isPresent()
                && !config.issuer().get().equals(claims.path("iss").textValue())) {
            throw new AuthException(Reason.ISSUER);
        }
    }

    /** Cognito's access tokens have a client_id in place of aud. */
    private void requireAudience(JsonNode claims) throws AuthException {
        JsonNode audience = claims.has("aud") ? claims.path("aud") : claims.path("client_id");
        boolean ours = config.audience().isEmpty() || isOurs(audience);
        for (JsonNode one : audience) {
            ours |= isOurs(one);
        }
        if (!ours) {
            throw new AuthException(Reason.AUDIENCE);
        }
    }

    private boolean isOurs(JsonNode audience) {
        return audience.isTextual() && config.audience().contains(audience.textValue());
    }

    private static String subject(JsonNode claims) throws AuthException {
        String subject = claims.path("sub").textValue();
        if (subject == null || !Names.isUserId(subject)) {
            throw new AuthException(Reason.SUBJECT);
        }
        return subject;
    }

    /** Both names may be there, if they say the same. */
    private Tenant tenant(JsonNode claims) throws AuthException {
        JsonNode first = claims.has("service") ? claims.path("service") : claims.path("custom:service");
        JsonNode second = claims.has("custom:service") ? claims.path("custom:service") : first;
        String name = first.isMissingNode() ? config.defaultService().orElse(null) : first.textValue();
        if (name == null || !Names.isTenant(name) || !first.equals(second)) {
            throw new AuthException(Reason.TENANT);
        }
        return new Tenant(name);
    }

    private Grants grants(JsonNode claims, String subject) throws AuthException {
        JsonNode claim = claims.path("ringway");
        if (claim.isMissingNode()) {
            return defaultGrants.forUser(subject);
        }
        try {
            return GrantsClaim.parse(claim, subject);
        } catch (IllegalArgumentException malformed) {
            throw new AuthException(Reason.GRANTS, Reason.GRANTS.text() + ": " + malformed.getMessage());
        }
    }
}
