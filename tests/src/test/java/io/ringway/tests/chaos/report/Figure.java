package io.ringway.tests.chaos.report;

import java.util.Locale;

/**
 * Something that was measured.
 *
 * @param target in words; empty where nothing was promised
 * @param got in words
 */
public record Figure(String name, String target, String got, Verdict verdict) {
    public enum Verdict {
        REACHED,
        MISSED,
        /** Nothing was promised, or there was nothing to measure. */
        NONE
    }

    /** A time in microseconds that has to be no longer; {@link Long#MAX_VALUE} is never, a negative one none at all. */
    public static Figure atMost(String name, double seconds, long micros) {
        Verdict verdict = micros < 0 ? Verdict.NONE : micros <= seconds * 1e6 ? Verdict.REACHED : Verdict.MISSED;
        return new Figure(name, "≤ " + seconds(seconds), micros < 0 ? "none" : time(micros), verdict);
    }

    /** A number that has to be nought. */
    public static Figure none(String name, long count) {
        return new Figure(name, "0", Long.toString(count), count == 0 ? Verdict.REACHED : Verdict.MISSED);
    }

    public static Figure told(String name, String got) {
        return new Figure(name, "", got, Verdict.NONE);
    }

    public static Figure that(String name, String target, String got, boolean reached) {
        return new Figure(name, target, got, reached ? Verdict.REACHED : Verdict.MISSED);
    }

    /** Microseconds in words. */
    public static String time(long micros) {
        if (micros == Long.MAX_VALUE) {
            return "never";
        }
        return micros < 10_000_000
                ? String.format(Locale.ROOT, "%.2f s", micros / 1e6)
                : String.format(Locale.ROOT, "%.1f s", micros / 1e6);
    }

    private static String seconds(double seconds) {
        return seconds == Math.rint(seconds) ? (long) seconds + " s" : seconds + " s";
    }
}
