package io.ringway.gateway.history;

/**
 * How much of one group is kept; the oldest goes first.
 *
 * @param messages how many
 * @param ageMillis for how many milliseconds
 * @param bytes how many bytes, see {@link Entry#size}
 */
public record HistoryPolicy(int messages, long ageMillis, int bytes) {}
