package io.ringway.cluster.outbox;

import java.util.List;

/**
 * What a node has to say to the book of a line. Nodes are named by their ids, without incarnations. Every step can be
 * carried out although it does not fit (any more): then it changes nothing.
 */
public sealed interface Step {
    /** Whoever owns the seat: for {@link Leave} and {@link Pass}. */
    long ANYBODY = 0;

    /** A seat is the owner's from now on. Only where nobody had it, that is news. */
    record Enter(long owner, Seat seat, long at) implements Step {}

    /** A seat is given up, if it is the owner's still. */
    record Leave(long owner, String key, String reason, long at) implements Step {}

    /** A seat that one node has becomes another's. */
    record Pass(long from, long to, String key) implements Step {}

    /** A node is gone, and so are its seats. */
    record Lost(long owner, String reason, long at) implements Step {}

    /** All seats that a node has: those missing are entered, others of that owner given up. */
    record State(long owner, List<Seat> seats, String reason, long at) implements Step {
        public State {
            seats = List.copyOf(seats);
        }
    }

    /**
     * Changes what is told of a seat, where there is one.
     *
     * @param patch a JSON object whose fields replace those of the body
     * @param kind of the note that is appended with the body; empty for none
     */
    record Amend(String key, String patch, String kind, long at) implements Step {}

    /**
     * A seat is given up for good, whoever has it. Where nobody has it yet, as what another node has said is late, it is
     * given up as soon as it is entered.
     *
     * @param patch as of {@link Amend}, for what is told of it
     */
    record End(String key, String patch, String reason, long at) implements Step {}

    /**
     * News that are about no seat.
     *
     * @param keep what the line is left with at most, the oldest going; what goes is lost, and counted
     */
    record Note(String kind, String id, String body, long at, Keep keep) implements Step {}

    /**
     * A bound of what waits in a line.
     *
     * @param entries how many at most; 0 for no bound
     * @param bytes about how many bytes they take together at most; 0 for no bound
     */
    record Keep(int entries, long bytes) {
        public static final Keep ALL = new Keep(0, 0);
    }

    /**
     * News that were taken out come back, to the place that they had; where they are there already, nothing but the parts
     * that are to be told of them changes.
     */
    record Back(Entry entry) implements Step {}

    /** So many news were lost before they could be written; counted, in the line of what was put aside. */
    record Missed(int count, long at) implements Step {}
}
