package io.ringway.cluster.hazelcast;

import io.ringway.cluster.Tenant;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Map keys that sort as listings do. A key is the tenant's length in four hex digits, the tenant and the name, each as
 * its UTF-8 bytes, a char for a byte: strings of such chars sort in code-point order, and no two pairs collide. Made for every
 * write and look-up, so without a formatter, which costs more than all the rest of one.
 */
final class Keys {
    /** Sorts after every key that begins with what stands before it. */
    static final String END = "\u0100";

    private static final int LENGTH_CHARS = 4;
    private static final int SIZE_CHARS = 10;
    private static final HexFormat HEX = HexFormat.of();

    private Keys() {}

    static String of(Tenant tenant, String name) {
        return tenant(tenant) + encode(name);
    }

    static String tenant(Tenant tenant) {
        String encoded = encode(tenant.name());
        return HEX.toHexDigits((short) encoded.length()) + encoded;
    }

    static String name(String key) {
        byte[] bytes = key.substring(prefixLength(key)).getBytes(StandardCharsets.ISO_8859_1);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static String bySize(String key, int size) {
        int prefix = prefixLength(key);
        return key.substring(0, prefix) + padded(size) + key.substring(prefix);
    }

    static String padded(int size) {
        String digits = Integer.toString(size);
        return "0".repeat(SIZE_CHARS - digits.length()) + digits;
    }

    static String encode(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static int prefixLength(String key) {
        return LENGTH_CHARS + Integer.parseInt(key.substring(0, LENGTH_CHARS), 16);
    }
}
