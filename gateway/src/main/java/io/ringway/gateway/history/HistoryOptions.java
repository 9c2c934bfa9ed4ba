package io.ringway.gateway.history;

/**
 * Bounds of all histories of a node.
 *
 * @param bytes what all of them may take together, beside a quarter of it for groups that nothing was said in; the tenant that has most
 *     gives up the oldest of the group that was used least recently
 * @param keyMillis for how many milliseconds a sender's key is known
 */
public record HistoryOptions(long bytes, long keyMillis) {}
