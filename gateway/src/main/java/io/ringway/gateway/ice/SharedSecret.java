package io.ringway.gateway.ice;

import io.ringway.cluster.UserId;
import io.ringway.gateway.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Credentials as draft-uberti-behave-turn-rest-00 has them, which coturn's {@code use-auth-secret} checks: the username is
 * a {@link TurnName}, the credential the base64 of its HMAC-SHA1 under the secret. Immutable; any thread.
 */
final class SharedSecret {
    private static final String HMAC = "HmacSHA1";

    private final Secret secret;

    SharedSecret(Secret secret) {
        this.secret = secret;
    }

    /** @param expirySeconds since 1970 */
    TurnCredentials mint(UserId user, long expirySeconds) {
        String username = new TurnName(expirySeconds, TurnOwner.of(user)).text();
        return new TurnCredentials(username, hmac(username));
    }

    private String hmac(String username) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.utf8(), HMAC));
            return Base64.getEncoder().encodeToString(mac.doFinal(username.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }
}
