package io.ringway.tests.chaos.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A time in which a client was told everything of a group, and whom it took for there meanwhile, beside itself. */
final class Period {
    private record Turn(String cid, long at, boolean isIn) {}

    private final String who;
    private final long from;
    private final Set<String> first;
    private final List<Turn> turns = new ArrayList<>(0);
    private long to = Long.MAX_VALUE;

    Period(String who, long from, Set<String> known) {
        this.who = who;
        this.from = from;
        this.first = Set.copyOf(known);
    }

    void turn(String cid, long at, boolean isIn) {
        turns.add(new Turn(cid, at, isIn));
    }

    void end(long at) {
        to = Math.max(from, at);
    }

    String who() {
        return who;
    }

    long from() {
        return from;
    }

    boolean covers(long start, long end) {
        return from <= start && to >= end;
    }

    /** Whether the client took that one for there at that time. */
    boolean has(String cid, long at) {
        boolean has = first.contains(cid);
        for (Turn turn : turns) {
            if (turn.at > at) {
                break;
            }
            has = turn.cid.equals(cid) ? turn.isIn : has;
        }
        return has;
    }

    /** Whether it was told in that time that this one has gone. */
    boolean loses(String cid, long after, long until) {
        return turns.stream()
                .anyMatch(turn -> !turn.isIn && turn.cid.equals(cid) && turn.at > after && turn.at <= until);
    }
}
