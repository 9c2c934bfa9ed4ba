package io.ringway.tests.chaos.backend;

import io.ringway.tests.support.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Whether an event is a node's: Standard Webhooks, as a receiver has it to verify. Stateless. */
final class Signatures {
    static final String SECRET = Secrets.keep("whsec_" + "Y2hhb3Mtd2ViaG9va3Mtc2VjcmV0LTAxMjM0NTY3");

    private static final long TOLERANCE_SECONDS = 300;
    private static final String PREFIX = "whsec_";
    private static final byte[] KEY = Base64.getDecoder().decode(SECRET.substring(PREFIX.length()));

    private Signatures() {}

    /** @param seconds since 1970, by the receiver's clock */
    static boolean holds(String id, String timestamp, String signatures, byte[] body, long seconds) {
        if (!timestamp.matches("\\d{1,12}") || Math.abs(Long.parseLong(timestamp) - seconds) > TOLERANCE_SECONDS) {
            return false;
        }
        byte[] right = ("v1," + mac(id + "." + timestamp + ".", body)).getBytes(StandardCharsets.US_ASCII);
        for (String each : signatures.split(" ", -1)) {
            if (MessageDigest.isEqual(right, each.getBytes(StandardCharsets.US_ASCII))) {
                return true;
            }
        }
        return false;
    }

    private static String mac(String prefix, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            mac.update(prefix.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
