package io.ringway.gateway.history;

/**
 * Time to wait by, made from the time of day: where that is set back, this one goes on from where it was, so that nothing waits for
 * as long as it was set back. What is numbered by it is not numbered twice. Pure; one owner.
 */
public final class SteadyTime {
    private long last = Long.MIN_VALUE;
    private long ahead;

    /**
     * Never less than it was before.
     *
     * @param timeOfDay in milliseconds
     */
    public long at(long timeOfDay) {
        if (timeOfDay < last) {
            ahead += last - timeOfDay;
        }
        last = timeOfDay;
        return timeOfDay + ahead;
    }
}
