package io.ringway.gateway.push;

import io.ringway.cluster.Bytes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A browser that can be pushed to. Whoever knows its endpoint and keys could, too: it is never printed.
 *
 * @param key the browser's, a point of P-256 in 65 bytes
 * @param auth a secret of 16 bytes that browser and sender share
 */
public record Subscription(URI endpoint, Bytes key, Bytes auth) {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int AUTH_BYTES = 16;
    private static final int ID_BYTES = 18;

    /** @throws IllegalArgumentException that says what is wrong, where the keys are no browser's */
    public static Subscription of(URI endpoint, String p256dh, String auth) {
        byte[] key = decode("p256dh", p256dh);
        byte[] secret = decode("auth", auth);
        try {
            P256.publicKey(key);
        } catch (IllegalArgumentException noPoint) {
            throw new IllegalArgumentException("`p256dh` is no point of P-256 in 65 bytes of base64url");
        }
        if (secret.length != AUTH_BYTES) {
            throw new IllegalArgumentException("`auth` has 16 bytes in base64url");
        }
        return new Subscription(endpoint, Bytes.wrap(key), Bytes.wrap(secret));
    }

    /** Some clients write base64, some base64url, some with padding. */
    private static byte[] decode(String name, String text) {
        try {
            return Base64.getUrlDecoder()
                    .decode(text.replace('+', '-').replace('/', '_').getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException("`" + name + "` is not in base64url");
        }
    }

    /** One for each endpoint. */
    String id() {
        return id(endpoint.toString());
    }

    /** A name of a fixed length for any text. */
    static String id(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return BASE64.encodeToString(digest).substring(0, ID_BYTES * 4 / 3);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    Bytes encode() {
        return Bytes.wrap(new JsonObject()
                .put("e", endpoint.toString())
                .put("k", key.array())
                .put("a", auth.array())
                .toBuffer()
                .getBytes());
    }

    /** Null for what {@link #encode} did not write, as another version's node may have. */
    static @Nullable Subscription decode(Bytes written) {
        try {
            JsonObject json = new JsonObject(Buffer.buffer(written.array()));
            return new Subscription(
                    URI.create(json.getString("e")), Bytes.wrap(json.getBinary("k")), Bytes.wrap(json.getBinary("a")));
        } catch (DecodeException | ClassCastException | IllegalArgumentException | NullPointerException foreign) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "a subscription at " + endpoint.getHost();
    }
}
