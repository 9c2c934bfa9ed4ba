package io.ringway.gateway.webhooks;

import io.ringway.gateway.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs as Standard Webhooks has it: HMAC-SHA256 over {@code id.timestamp.body}, in base64, after {@code v1,}. With several
 * secrets, as while one replaces another, one signature for each. Any thread.
 */
public final class Signature {
    public static final String ID = "webhook-id";
    public static final String TIMESTAMP = "webhook-timestamp";
    public static final String SIGNATURE = "webhook-signature";

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";

    private final List<SecretKeySpec> keys;

    /** @param secrets {@code whsec_} and base64 */
    public Signature(List<Secret> secrets) {
        keys = secrets.stream()
                .map(secret -> new SecretKeySpec(
                        Base64.getDecoder().decode(secret.reveal().substring(PREFIX.length())), ALGORITHM))
                .toList();
    }

    /** @param seconds since 1970, when it is sent */
    public String of(String id, long seconds, String body) {
        byte[] content = (id + "." + seconds + "." + body).getBytes(StandardCharsets.UTF_8);
        return keys.stream().map(key -> "v1," + mac(key, content)).collect(Collectors.joining(" "));
    }

    private static String mac(SecretKeySpec key, byte[] content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(content));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
        }
    }
}
