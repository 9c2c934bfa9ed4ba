package io.ringway.gateway.session.moves;

/**
 * Tells looks from those that a timer catches up on: where a process stood still, its timers run as often as they have missed, all
 * in a row, and before anything is read that came meanwhile. What is counted in looks counts that as one. Pure; one owner.
 */
public final class Looks {
    private final long apartMillis;
    private boolean hasLooked;
    private long lookedAt;

    /** @param apartMillis a look that comes sooner after the one before is none */
    public Looks(long apartMillis) {
        this.apartMillis = apartMillis;
    }

    /** Whether this is a look. A clock that was set back begins anew. */
    public boolean counts(long now) {
        long passed = now - lookedAt;
        if (hasLooked && passed >= 0 && passed < apartMillis) {
            return false;
        }
        hasLooked = true;
        lookedAt = now;
        return true;
    }
}
