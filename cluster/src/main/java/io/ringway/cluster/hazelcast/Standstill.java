package io.ringway.cluster.hazelcast;

/**
 * Whether this process stands still, or did: stopped, swapped out, in a long collection of garbage. Then it has sent no
 * heartbeats, and others may have counted it out; an event loop alone that is late says nothing of that. Told the time by a
 * thread that does nothing else, asked by any.
 */
final class Standstill {
    static final long BEAT_MS = 100;

    private final long leastMs;
    private volatile long beatAt;
    private volatile Last last;

    /** The last one that is over. */
    record Last(long endedAt, long lastedMs) {}

    /** @param leastMs what is shorter does not count */
    Standstill(long leastMs, long now) {
        this.leastMs = leastMs;
        this.beatAt = now;
        this.last = new Last(now, 0);
    }

    /** Every {@link #BEAT_MS}, from one thread. */
    void beat(long now) {
        long passed = now - beatAt;
        if (passed >= leastMs) {
            last = new Last(now, passed);
        }
        // Behind the other: nobody sees neither.
        beatAt = now;
    }

    /** Whether it is not over yet, for all that is known: right also before the first beat after it. */
    boolean isNow(long now) {
        return now - beatAt >= leastMs;
    }

    /** Of no length where there was none. */
    Last last() {
        return last;
    }
}
