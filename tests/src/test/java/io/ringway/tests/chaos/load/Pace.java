package io.ringway.tests.chaos.load;

/** How often something is due that is to happen evenly. */
final class Pace {
    private double perSecond;
    private long since;
    private long done;

    /** So many a second from now on. */
    void set(double perSecond, long now) {
        this.perSecond = perSecond;
        since = now;
        done = 0;
    }

    /** How many are due by now, and not yet counted. After a standstill of more than a second the rest is left out. */
    int due(long now) {
        long due = (long) ((now - since) / 1e6 * perSecond) - done;
        done += due;
        return (int) Math.min(due, (long) Math.ceil(perSecond));
    }
}
