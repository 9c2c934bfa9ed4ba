package io.ringway.tests.chaos.check;

/**
 * The time in which a client was a member of a group and missed nothing that it was not told of: from the answer to its join
 * until it left, or until a connection was lost that nothing was recovered of.
 *
 * @param to {@link Long#MAX_VALUE} where it never ended
 * @param left whether it ended because the client wanted that
 */
record Span(String who, String cid, String group, long from, long to, boolean left) {
    boolean covers(long start, long end) {
        return from <= start && to >= end;
    }
}
