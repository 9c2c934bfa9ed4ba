package io.ringway.cluster.outbox;

/**
 * What a line is like after it was written to.
 *
 * @param waiting how many news wait in it
 * @param dropped how many had to go for what was written, for good ({@link Step.Keep})
 */
public record Written(int waiting, int dropped) {}
