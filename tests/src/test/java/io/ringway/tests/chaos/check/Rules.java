package io.ringway.tests.chaos.check;

import java.util.List;

/**
 * What was promised, in microseconds.
 *
 * @param history whether missed messages are kept, so that nobody may miss any across a gap
 * @param grace how long lost clients may take to come back before anybody is told
 * @param notice after the loss of a connection, everybody has been told by then that its client is gone
 * @param settle a message may miss who has joined no longer ago than this: the sender's node need not know yet
 * @param calmFrom from then on, everything is as it should be
 * @param lonely nodes that were cut off from the others
 * @param killed nodes that were killed: without a history, what they acknowledged just before may be gone with them, and members are told so
 * @param faults everything that was done to nodes or to what is between them
 */
public record Rules(
        boolean history,
        long grace,
        long notice,
        long settle,
        long calmFrom,
        List<Lonely> lonely,
        List<Killed> killed,
        List<Fault> faults) {

    public Rules(boolean history, long grace, long notice, long settle, long calmFrom, List<Lonely> lonely) {
        this(history, grace, notice, settle, calmFrom, lonely, List.of(), List.of());
    }

    /** How long the others may take to find out that a node is gone, and to say so. */
    long detection() {
        return notice - grace;
    }

    /** Whether nothing was done to anything in that time, or so shortly before that it may still be felt. */
    boolean isCalm(long from, long to) {
        return faults.stream().noneMatch(fault -> fault.isFelt(from, to, notice))
                && lonely.stream().noneMatch(alone -> alone.isFelt(from, to, notice));
    }

    /** Whether something was done to that very node in that time, or so shortly before. */
    boolean isTroubled(String node, long from, long to) {
        return faults.stream().anyMatch(fault -> fault.node().equals(node) && fault.isFelt(from, to, notice))
                || lonely.stream().anyMatch(alone -> alone.node().equals(node) && alone.isFelt(from, to, notice));
    }

    /** Whether that node stood still in that time, or did not hear the others. */
    boolean isLonely(String node, long from, long to) {
        return lonely.stream().anyMatch(alone -> alone.node().equals(node) && alone.isFelt(from, to, 0));
    }

    /**
     * Something that was done.
     *
     * @param node to which; {@link #NO_NODE} where it was to none in particular
     */
    public record Fault(String node, long from, long to) {
        public static final String NO_NODE = "";

        boolean isFelt(long start, long end, long after) {
            return from <= end && to + after >= start;
        }
    }

    /** A node that was killed. */
    public record Killed(String node, long at) {}

    /** A node that was cut off: it acknowledges what the others never get, until it finds out. */
    public record Lonely(String node, long from, long to) {
        boolean isFelt(long start, long end, long after) {
            return from <= end && to + after >= start;
        }
    }
}
