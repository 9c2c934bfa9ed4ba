package io.ringway.gateway.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which nodes wait for which of their messages to be acknowledged, by the offset that it has. */
final class Waiters {
    private final Map<Long, List<Waiter>> all = new HashMap<>();

    record Waiter(long node, long seq) {}

    /** Once, however often it is asked for. */
    void add(long node, long seq, long offset) {
        List<Waiter> here = all.computeIfAbsent(offset, one -> new ArrayList<>(1));
        Waiter waiter = new Waiter(node, seq);
        if (!here.contains(waiter)) {
            here.add(waiter);
        }
    }

    /** Those of one offset, who wait no more. */
    List<Waiter> take(long offset) {
        List<Waiter> done = all.remove(offset);
        return done == null ? List.of() : done;
    }

    /** All of them, who wait no more. */
    List<Waiter> take() {
        List<Waiter> done = all.values().stream().flatMap(List::stream).toList();
        all.clear();
        return done;
    }
}
