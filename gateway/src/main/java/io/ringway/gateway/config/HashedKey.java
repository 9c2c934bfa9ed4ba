package io.ringway.gateway.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Keys of which the configuration may hold the SHA-256 alone. */
final class HashedKey {
    private static final MessageDigest SHA_256 = sha256();

    private HashedKey() {}

    static boolean isDigest(String hex) {
        return hex.matches("[0-9a-fA-F]{64}");
    }

    /** Whether a presented key is the one given, as it is or as its digest, in a time that tells nothing about it. */
    static boolean matches(Optional<Secret> key, Optional<String> sha256, String presented) {
        return MessageDigest.isEqual(digest(key, sha256), sha256Of(presented));
    }

    /** The digest of the key given, as it is or as its digest. */
    static byte[] digest(Optional<Secret> key, Optional<String> sha256) {
        return key.map(secret -> sha256Of(secret.reveal()))
                .orElseGet(() -> HexFormat.of().parseHex(sha256.orElseThrow()));
    }

    static byte[] sha256Of(String text) {
        try {
            // To copy one is much cheaper than to look for one.
            MessageDigest copy = (MessageDigest) SHA_256.clone();
            return copy.digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (CloneNotSupportedException everyJdkCan) {
            throw new AssertionError(everyJdkCan);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }
}
