package io.ringway.cluster.outbox;

/**
 * What there is of a line.
 *
 * @param waiting how many news wait in it
 * @param bytes about what they take
 * @param lost how many news are lost for good, as far as the store was told: those that had to go ({@link Step.Keep}), and
 *     those that never came into it ({@link Step.Missed})
 * @param lostSince when the first of them was, in milliseconds since 1970; 0 where none is
 * @param lostAt when the last of them was, likewise
 */
public record Tally(int waiting, long bytes, long lost, long lostSince, long lostAt) {
    public static final Tally NOTHING = new Tally(0, 0, 0, 0, 0);
}
