package io.ringway.cluster.presence;

/**
 * Whether a node has just stood still, and has not read yet what came meanwhile: its timers run first, as often as they have missed, and
 * to them everybody's time is over that ran out in the standstill. So the {@link Presence} of such a node is not told the time for a moment:
 * who is missed may have turned up elsewhere long ago. Pure; one owner.
 */
public final class Waking {
    /** A look that comes so late says that the node stood still, or had too much to do. */
    static final long LATE_MS = 500;

    /** By then it has read what came. */
    static final long READING_MS = 500;
    /** A node that is late again and again looks at the clock all the same. */
    static final long APART_MS = 5_000;

    private long lookedAt;
    private long wokeAt;

    public Waking(long now) {
        this.lookedAt = now;
        this.wokeAt = now - APART_MS;
    }

    /** To be asked at every look at the clock. */
    public boolean isNow(long now) {
        if (now - lookedAt >= LATE_MS && now - wokeAt >= APART_MS) {
            wokeAt = now;
        }
        lookedAt = now;
        return now - wokeAt < READING_MS;
    }
}
