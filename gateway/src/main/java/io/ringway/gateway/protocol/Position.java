package io.ringway.gateway.protocol;

import java.util.HexFormat;
import java.util.Optional;

/**
 * How far one has got in a group's history: up to this offset, of this epoch. Offsets of two epochs cannot be compared.
 *
 * @param epoch opaque; clients see it as 16 hexadecimal digits
 * @param offset 0 before the first message; every message has one more than the message before it
 */
public record Position(long epoch, long offset) {
    private static final int DIGITS = 16;

    /** The epoch as clients see it. */
    public String epochText() {
        return HexFormat.of().toHexDigits(epoch);
    }

    /** Empty where the text is no epoch that a node could have given. */
    public static Optional<Long> epoch(String text) {
        boolean wellFormed =
                text.length() == DIGITS && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
        return wellFormed ? Optional.of(Long.parseUnsignedLong(text, 16)) : Optional.empty();
    }
}
