package io.ringway.gateway.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A value that cannot be printed by accident: not in a log, not in a message, not as part of a record. */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    public static Secret of(String value) {
        return new Secret(value);
    }

    /** The value itself. Whoever asks must not log it or put it into a message. */
    public String reveal() {
        return value;
    }

    /** The value in UTF-8, as a key for HMAC. */
    public byte[] utf8() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    /** Compares in a time that does not depend on where the values differ. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(utf8(), that.utf8());
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
