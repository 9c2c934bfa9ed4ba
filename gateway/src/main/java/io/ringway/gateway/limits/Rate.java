package io.ringway.gateway.limits;

import java.time.Duration;

/**
 * How much is allowed: so many permits a period in the long run, and so many at once.
 *
 * @param permits at least 1
 * @param period longer than zero, at most a day
 * @param burst how many permits pile up while none is taken, at least 1
 */
public record Rate(int permits, Duration period, int burst) {
    private static final Duration LONGEST = Duration.ofDays(1);

    public Rate {
        if (permits < 1 || burst < 1 || !period.isPositive() || period.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("no rate: " + permits + " in " + period + ", " + burst + " at once");
        }
    }

    public static Rate perSecond(int permits, int burst) {
        return new Rate(permits, Duration.ofSeconds(1), burst);
    }

    public static Rate perMinute(int permits, int burst) {
        return new Rate(permits, Duration.ofMinutes(1), burst);
    }

    /** Nanoseconds until one more permit is there. */
    long interval() {
        return Math.max(1, period.toNanos() / permits);
    }

    /** Nanoseconds from an empty bucket to a full one; at most {@code Long.MAX_VALUE / 4}. */
    long span() {
        return Math.min(Long.MAX_VALUE / 4 / interval(), burst) * interval();
    }
}
