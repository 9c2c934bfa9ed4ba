package io.ringway.gateway.limits;

/**
 * One token bucket: full at first, filled at a {@link Rate}. Whoever limits something by key keeps one of these for each key,
 * and may forget it as soon as {@link #isFull}: a new one is the same. {@link Buckets} does that. The front doors and the
 * backend API count with it.
 *
 * <p>Pure: the time is handed in, in milliseconds of any clock. A clock that steps back costs at most one filling. One owner;
 * not for several threads at once.
 */
public final class TokenBucket {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Rate rate;
    /** When it would be full again, in nanoseconds: the only thing that changes (the generic cell rate algorithm of ATM). */
    private long fullAt = Long.MIN_VALUE;

    public TokenBucket(Rate rate) {
        this.rate = rate;
    }

    /** Takes one permit: 0 where there was one, else the milliseconds, at least 1, until there is one; then nothing is taken. */
    public long take(long nowMillis) {
        return take(1, nowMillis);
    }

    /**
     * Takes several permits, or none of them: 0 where they were there, else the milliseconds until they are. More than the
     * bucket can hold cost all that it can hold.
     */
    public long take(int permits, long nowMillis) {
        long now = nowMillis * NANOS_PER_MILLI;
        long level = level(now);
        long interval = rate.interval();
        long span = rate.span();
        long cost = permits >= span / interval ? span : permits * interval;
        long late = level - now + cost - span;
        if (late > 0) {
            return Math.ceilDiv(late, NANOS_PER_MILLI);
        }
        fullAt = level + cost;
        return 0;
    }

    /** How many milliseconds until there is a permit, without taking it; 0 where there is one. */
    public long millisUntil(long nowMillis) {
        long now = nowMillis * NANOS_PER_MILLI;
        return Math.ceilDiv(Math.max(0, level(now) - now + rate.interval() - rate.span()), NANOS_PER_MILLI);
    }

    /** How many permits could be taken now. */
    public long available(long nowMillis) {
        long now = nowMillis * NANOS_PER_MILLI;
        return (rate.span() - (level(now) - now)) / rate.interval();
    }

    /** Milliseconds until it is full, where nothing more is taken. */
    public long millisUntilFull(long nowMillis) {
        long now = nowMillis * NANOS_PER_MILLI;
        return Math.ceilDiv(level(now) - now, NANOS_PER_MILLI);
    }

    /** Whether it is as good as a new one. */
    public boolean isFull(long nowMillis) {
        return fullAt <= nowMillis * NANOS_PER_MILLI;
    }

    /** When it is full: never in the past, and no further away than filling it takes, whatever the clock did. */
    private long level(long now) {
        return Math.clamp(fullAt, now, now + rate.span());
    }
}
