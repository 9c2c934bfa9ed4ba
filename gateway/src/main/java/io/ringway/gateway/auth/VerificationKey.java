package io.ringway.gateway.auth;

import io.ringway.gateway.config.Algorithm;
import io.ringway.gateway.config.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.impl.jose.JWK;
import io.vertx.ext.auth.impl.jose.JWS;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key that serves one algorithm and no other, so that a public key is never taken for a shared secret. Any thread.
 *
 * @param id null for a key without one
 * @param key null for a shared secret
 * @param signatureBytes how long its signatures are, and none else
 */
record VerificationKey(
        Algorithm algorithm, @Nullable String id, @Nullable PublicKey key, JWS jws, int signatureBytes) {
    private static final int P256_SIGNATURE = 64;
    private static final int ED25519_SIGNATURE = 64;

    /** One key per algorithm for a shared secret. */
    static List<VerificationKey> of(Secret secret) {
        List<VerificationKey> keys = new ArrayList<>();
        for (Algorithm algorithm : Algorithm.values()) {
            if (algorithm.isSymmetric()) {
                keys.add(new VerificationKey(algorithm, null, null, signer(secret, algorithm), macBytes(algorithm)));
            }
        }
        return keys;
    }

    /** What signs and verifies with a shared secret. */
    static JWS signer(Secret secret, Algorithm algorithm) {
        return new JWS(new JWK(
                new PubSecKeyOptions().setAlgorithm(algorithm.written()).setBuffer(Buffer.buffer(secret.utf8()))));
    }

    private static int macBytes(Algorithm algorithm) {
        return switch (algorithm) {
            case HS256 -> 32;
            case HS384 -> 48;
            case HS512 -> 64;
            case RS256, ES256, EDDSA -> throw new IllegalArgumentException("not symmetric");
        };
    }

    /** The public key, or the certificate, in a PEM text; empty where there is none that can be used. */
    static Optional<VerificationKey> ofPem(String pem) {
        for (Algorithm algorithm : List.of(Algorithm.RS256, Algorithm.ES256, Algorithm.EDDSA)) {
            Optional<VerificationKey> key = attempt(
                    null,
                    () -> new JWK(new PubSecKeyOptions()
                            .setAlgorithm(algorithm.written())
                            .setBuffer(pem)));
            if (key.isPresent() && key.get().algorithm == algorithm) {
                return key;
            }
        }
        return Optional.empty();
    }

    /** A key of a JWK set; empty where it is for something else. Secrets are never taken from a set. */
    static Optional<VerificationKey> ofJwk(JsonObject jwk) {
        boolean signs = jwk.getValue("use") == null || "sig".equals(jwk.getValue("use"));
        Algorithm algorithm = expected(String.valueOf(jwk.getValue("kty")), String.valueOf(jwk.getValue("crv")));
        boolean fits = algorithm != null
                && (jwk.getValue("alg") == null || algorithm.written().equals(jwk.getValue("alg")));
        if (!signs || !fits || !(jwk.getValue("kid") == null || jwk.getValue("kid") instanceof String)) {
            return Optional.empty();
        }
        return attempt(jwk.getString("kid"), () -> new JWK(essence(jwk)));
    }

    private static @Nullable Algorithm expected(String type, String curve) {
        return switch (type) {
            case "RSA" -> Algorithm.RS256;
            case "EC" -> curve.equals("P-256") ? Algorithm.ES256 : null;
            case "OKP" -> curve.equals("Ed25519") ? Algorithm.EDDSA : null;
            default -> null;
        };
    }

    /** The public numbers alone: no certificates to follow, no private parts. */
    private static JsonObject essence(JsonObject jwk) {
        JsonObject essence = new JsonObject();
        for (String name : List.of("kty", "crv", "n", "e", "x", "y")) {
            if (jwk.containsKey(name)) {
                essence.put(name, jwk.getValue(name));
            }
        }
        return essence;
    }

    @FunctionalInterface
    private interface Source {
        JWK read();
    }

    private static Optional<VerificationKey> attempt(@Nullable String id, Source source) {
        try {
            JWK jwk = source.read();
            return usable(id, jwk, jwk.publicKey());
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<VerificationKey> usable(@Nullable String id, JWK jwk, @Nullable PublicKey key) {
        Algorithm algorithm = Algorithm.of(key);
        return algorithm == null
                ? Optional.empty()
                : Optional.of(new VerificationKey(algorithm, id, key, new JWS(jwk), signatureBytes(key)));
    }

    private static int signatureBytes(@Nullable PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa -> (rsa.getModulus().bitLength() + 7) / 8;
            case ECPublicKey ec -> P256_SIGNATURE;
            case null, default -> ED25519_SIGNATURE;
        };
    }

    /** Whether what one verifies, the other does, however often it was read; of shared secrets the one that was read with it alone. */
    boolean isSameAs(VerificationKey other) {
        return algorithm == other.algorithm
                && Objects.equals(id, other.id)
                && (key == null ? jws == other.jws : key.equals(other.key));
    }

    boolean verifies(Jws token) {
        if (token.signature().length != signatureBytes) {
            return false;
        }
        try {
            return jws.verify(token.signature(), token.signed());
        } catch (RuntimeException notASignature) {
            return false;
        }
    }
}
