package io.ringway.bench.load;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Mints HS256 tokens with a secret of this run. One thread. */
final class Tokens {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
    private static final int SECRET_BYTES = 48;
    private static final int LIFE_SECONDS = 3_600;

    private final String secret;
    private final Mac mac;

    Tokens() {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        secret = BASE64.encodeToString(random);
        mac = mac(secret);
    }

    /** What the nodes check tokens with. */
    String secret() {
        return secret;
    }

    /** A token of the tenant {@code bench}, good for an hour. */
    String of(String user) {
        long expires = Instant.now().getEpochSecond() + LIFE_SECONDS;
        String body = HEADER + "." + base64("{\"sub\":\"" + user + "\",\"service\":\"bench\",\"exp\":" + expires + "}");
        return body + "." + BASE64.encodeToString(mac.doFinal(body.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String base64(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Mac mac(String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA256", impossible);
        }
    }
}
