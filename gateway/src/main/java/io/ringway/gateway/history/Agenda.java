package io.ringway.gateway.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which groups are to be looked at in a tick: those that something is going on in, and each of the others now and then: by {@link SteadyTime}. */
final class Agenda {
    /** Quiet groups have to be trimmed by age, followed anew every 5 s, and given up after a minute. */
    private static final long QUIET_MS = 2_000;

    private final Set<GroupHistory> soon = new LinkedHashSet<>();
    /** By time, as all wait for equally long. */
    private final Deque<Later> later = new ArrayDeque<>();

    private record Later(GroupHistory one, long at) {}

    void soon(GroupHistory one) {
        soon.add(one);
    }

    void later(GroupHistory one, long now) {
        one.lookAt = now + QUIET_MS;
        later.add(new Later(one, one.lookAt));
    }

    void remove(GroupHistory one) {
        soon.remove(one);
        one.lookAt = Long.MIN_VALUE;
    }

    /** Those whose time has come, by their turns; each has to be noted anew. */
    List<GroupHistory> due(long now) {
        for (Later next = later.peek(); next != null && next.at <= now; next = later.peek()) {
            later.remove();
            if (next.one.lookAt == next.at) {
                soon.add(next.one);
            }
        }
        List<GroupHistory> due = new ArrayList<>(soon);
        soon.clear();
        due.sort(Comparator.comparingInt(GroupHistory::turn));
        return due;
    }
}
