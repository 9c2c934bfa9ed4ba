package io.ringway.gateway.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Keys of which the configuration may hold the SHA-256 alone. */
final class HashedKey {
    private static final int MIN_CHARS = 32;
    private static final MessageDigest SHA_256 = sha256();

    private HashedKey() {}

    /**
     * What has to hold for a key that speaks for a tenant.
     *
     * @param name of the setting that the key itself is in
     */
    static Check check(Check check, String tenant, String name, Optional<Secret> key, Optional<String> sha256) {
        return check.that(
                        AuthConfig.isTenantName(tenant),
                        "tenant",
                        "is missing or no tenant",
                        "1 to 128 characters without control characters")
                .that(
                        key.isPresent() != sha256.isPresent(),
                        name,
                        "and sha256 are both set or both missing",
                        "one of them")
                .that(
                        key.map(secret -> secret.reveal().length() >= MIN_CHARS).orElse(true),
                        name,
                        "is too short",
                        "at least 32 characters")
                .that(sha256.map(HashedKey::isDigest).orElse(true), "sha256", "is no SHA-256", "64 hexadecimal digits");
    }

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
