package io.ringway.gateway.ice;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Whose credentials these are, as a TURN server is told and its operator reads it: {@code <tenant>/<user>}. Different users
 * have different names. Letters, digits, {@code - . _} and {@code @} stand for themselves, any other byte of the UTF-8 is
 * {@code =XX}: TURN servers put the name into logs, patterns and keys of theirs, where a colon, a percent sign or a line
 * feed would mean something. What is too long for TURN's USERNAME (RFC 8489, 14.3: 508 bytes) is {@code ~} and its SHA-256.
 */
public record TurnOwner(String text) {
    private static final int MAX_PART_CHARS = 200;

    static TurnOwner of(UserId user) {
        return new TurnOwner(part(user.tenant().name()) + "/" + part(user.id()));
    }

    /** What all owners of one tenant have in common, and those of no other. */
    String tenantPart() {
        return text.substring(0, Math.max(0, text.indexOf('/')));
    }

    boolean isOf(Tenant tenant) {
        return text.startsWith(part(tenant.name()) + "/");
    }

    private static String part(String name) {
        StringBuilder part = new StringBuilder(name.length());
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(b)) {
                part.append((char) b);
            } else {
                HexFormat.of().withUpperCase().toHexDigits(part.append('='), b);
            }
        }
        return part.length() <= MAX_PART_CHARS ? part.toString() : "~" + digest(name);
    }

    private static boolean isPlain(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '-'
                || b == '.'
                || b == '_'
                || b == '@';
    }

    private static String digest(String name) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(name.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }
}
