package io.ringway.gateway.webhooks;

import io.ringway.cluster.outbox.Step;

/**
 * How long to go on with what was not delivered. Milliseconds.
 *
 * @param first the pause after the first failure; each one is twice as long as the one before, less up to a half by chance
 * @param longest no pause is longer
 * @param giveUp what happened so long ago, and still fails, is put aside
 * @param concurrency how many events are on their way to one receiver, of different groups
 * @param waiting how many events of one group may wait for a receiver that fails; over that the oldest is put aside
 * @param dead how many events of one receiver are kept that were put aside
 * @param deadBytes and about how many bytes of them
 */
public record Schedule(long first, long longest, long giveUp, int concurrency, int waiting, int dead, long deadBytes) {
    /** Of one group, where a receiver takes everything and more comes than it takes; bytes are bounded beside it. */
    private static final int MOST = 10_000_000;

    /** So many may wait behind an event that is refused while others are taken. */
    private static final int BEHIND_A_SUSPECT = 1_000;

    /** A burst of messages of a group is told whole; what is said faster than it is taken for long is not. */
    private static final int BURST = 10;

    /**
     * How many events of one line may wait.
     *
     * @param isFailing whether what was sent last was not taken, again and again
     * @param isMessage whether the oldest is one that nothing else is paired with
     */
    int bound(boolean isFailing, boolean isMessage) {
        if (isFailing) {
            return waiting;
        }
        return isMessage ? (int) Math.min(MOST, (long) BURST * waiting) : Math.max(MOST, waiting);
    }

    int boundBehindSuspect() {
        return Math.min(BEHIND_A_SUSPECT, waiting);
    }

    /** What is kept of what was put aside. */
    Step.Keep keep() {
        return new Step.Keep(dead, deadBytes);
    }

    /** @param chance from 0 to 1 */
    long pause(int failures, double chance) {
        long full = Math.min(longest, first << Math.min(30, failures - 1));
        return Math.max(1, full - (long) (full * chance / 2));
    }
}
