package io.ringway.tests.support;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Mints HS256 tokens with the secret every test node is given. */
public final class Tokens {
    /** Signs for every node of every scenario. */
    public static final String SECRET = Secrets.keep("scenario-secret-of-at-least-32-bytes-" + "0123456789abcdef");

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Tokens() {}

    /** A token of the tenant {@code demo}, good for an hour. */
    public static String of(String userId) {
        return of("demo", userId, Duration.ofHours(1));
    }

    public static String of(String tenant, String userId, Duration life) {
        return sign(new JsonObject()
                .put("sub", userId)
                .put("service", tenant)
                .put("iat", Instant.now().getEpochSecond())
                .put("exp", Instant.now().plus(life).getEpochSecond()));
    }

    /** A token with exactly these claims. */
    public static String sign(JsonObject claims) {
        String body = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + base64(claims.encode());
        return Secrets.keep(body + "." + BASE64.encodeToString(hmac(body)));
    }

    private static String base64(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] hmac(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(body.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
