package io.ringway.gateway.auth;

import io.ringway.gateway.config.Config;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens of every kind, good and bad, with the JDK alone. */
final class Tokens {
    static final String SECRET = "a secret of thirty-two bytes ok!";
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final InstantSource CLOCK = InstantSource.fixed(NOW);
    static final KeyPair RSA = pair("RSA", 2048);
    static final KeyPair EC = pair("EC", 256);
    static final KeyPair ED = pair("Ed25519", 0);

    private Tokens() {}

    static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp" + bits + "r1"));
            } else if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static Config config(String... keysAndValues) {
        Map<String, String> values = new HashMap<>(Map.of("auth.hs256_secret", SECRET));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Config.of(values);
    }

    static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    static JsonObject header(String algorithm) {
        return new JsonObject().put("alg", algorithm).put("typ", "JWT");
    }

    /** Claims that are in order. */
    static JsonObject claims() {
        return new JsonObject().put("sub", "ada").put("service", "demo").put("exp", NOW.getEpochSecond() + 3600);
    }

    static String hs256(JsonObject header, JsonObject claims) {
        return hs256(header.encode(), claims.encode());
    }

    static String hs256(String header, String claims) {
        return mac("HmacSHA256", SECRET.getBytes(StandardCharsets.UTF_8), header, claims);
    }

    static String mac(String algorithm, byte[] key, String header, String claims) {
        String signed = base64(header) + "." + base64(claims);
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static String signed(String algorithm, PrivateKey key, JsonObject header, JsonObject claims) {
        String signed = base64(header.encode()) + "." + base64(claims.encode());
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.UTF_8));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static String rs256(KeyPair pair, String keyId) {
        return signed("SHA256withRSA", pair.getPrivate(), header("RS256").put("kid", keyId), claims());
    }

    static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static JsonObject jwk(PublicKey key, String id) {
        JsonObject jwk = new JsonObject().put("kid", id).put("use", "sig");
        return switch (key) {
            case RSAPublicKey rsa ->
                jwk.put("kty", "RSA")
                        .put("alg", "RS256")
                        .put("n", base64(unsigned(rsa.getModulus(), 0)))
                        .put("e", base64(unsigned(rsa.getPublicExponent(), 0)));
            case ECPublicKey ec ->
                jwk.put("kty", "EC")
                        .put("crv", "P-256")
                        .put("x", base64(unsigned(ec.getW().getAffineX(), 32)))
                        .put("y", base64(unsigned(ec.getW().getAffineY(), 32)));
            case EdECPublicKey ed ->
                jwk.put("kty", "OKP").put("crv", "Ed25519").put("x", base64(tail(ed.getEncoded(), 32)));
            default -> throw new IllegalArgumentException(key.getAlgorithm());
        };
    }

    static JsonObject jwks(JsonObject... keys) {
        return new JsonObject().put("keys", new JsonArray(Arrays.asList(keys)));
    }

    private static byte[] unsigned(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        int size = length > 0 ? length : (number.bitLength() + 7) / 8;
        byte[] padded = new byte[Math.max(size, bytes.length)];
        System.arraycopy(bytes, 0, padded, padded.length - bytes.length, bytes.length);
        return tail(padded, size);
    }

    private static byte[] tail(byte[] bytes, int length) {
        return Arrays.copyOfRange(bytes, bytes.length - length, bytes.length);
    }
}
