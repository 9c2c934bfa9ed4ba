package io.ringway.tests.support;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Objects;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Whether an event is a node's: Standard Webhooks, as a receiver has it to verify. Stateless. */
public final class WebhookSignature {
    private static final long TOLERANCE_SECONDS = 300;
    private static final String PREFIX = "whsec_";

    private WebhookSignature() {}

    /**
     * @param secret {@code whsec_} and base64
     * @param headers gives the value of a header; null where there is none
     */
    public static boolean holds(String secret, Function<String, @Nullable String> headers, byte[] body) {
        String id = text(headers, "webhook-id");
        String timestamp = text(headers, "webhook-timestamp");
        long seconds = System.currentTimeMillis() / 1_000;
        if (!timestamp.matches("\\d{1,12}") || Math.abs(Long.parseLong(timestamp) - seconds) > TOLERANCE_SECONDS) {
            return false;
        }
        byte[] right = ("v1," + mac(secret, id + "." + timestamp + ".", body)).getBytes(StandardCharsets.US_ASCII);
        for (String each : text(headers, "webhook-signature").split(" ", -1)) {
            if (MessageDigest.isEqual(right, each.getBytes(StandardCharsets.US_ASCII))) {
                return true;
            }
        }
        return false;
    }

    private static String text(Function<String, @Nullable String> headers, String name) {
        return Objects.requireNonNullElse(headers.apply(name), "");
    }

    private static String mac(String secret, String prefix, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(prefix.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
