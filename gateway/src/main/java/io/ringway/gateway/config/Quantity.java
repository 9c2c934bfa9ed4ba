package io.ringway.gateway.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with units. Anything else is an {@link IllegalArgumentException}. */
final class Quantity {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,10})(KiB|MiB|GiB)?");

    private Quantity() {}

    static Duration duration(String text) {
        Matcher parts = match(DURATION, text);
        long amount = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** A size of at most two gigabytes. */
    static int bytes(String text) {
        Matcher parts = match(BYTES, text);
        String unit = parts.group(2);
        int shift = unit == null ? 0 : "KMG".indexOf(unit.charAt(0)) * 10 + 10;
        try {
            return Math.toIntExact(Math.multiplyExact(Long.parseLong(parts.group(1)), 1L << shift));
        } catch (ArithmeticException tooLarge) {
            throw new IllegalArgumentException("more than two gigabytes", tooLarge);
        }
    }

    private static Matcher match(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a quantity");
        }
        return matcher;
    }
}
