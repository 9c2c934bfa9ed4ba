package io.ringway.tests.chaos.report;

/**
 * Something that was done to a node, or to all of them.
 *
 * @param node or -1 for all
 * @param from in microseconds, as client logs have it
 * @param to the same for something that was done in a moment
 */
public record Band(String what, int node, long from, long to) {}
