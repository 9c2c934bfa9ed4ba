package io.ringway.gateway.history;

/**
 * Bounds of all histories of a node.
 *
 * @param bytes what all of them may take together; the group that was used least recently gives up its oldest
 * @param keyMillis for how many milliseconds a sender's key is known
 */
public record HistoryOptions(long bytes, long keyMillis) {}
