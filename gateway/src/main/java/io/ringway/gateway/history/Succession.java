package io.ringway.gateway.history;

import io.ringway.gateway.history.HistoryMessage.Held;
import io.ringway.gateway.protocol.Position;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which log a new regime begins with, and whether the epoch goes on: decided from what every node in sight has, after each
 * has promised to take part in nothing older.
 *
 * @param of the regime whose log it is; null where there is no log at all
 * @param holder a node that has it to the end
 * @param head the last offset in it
 * @param isLatest whether nobody in sight was told of a later regime of that epoch as it began, in which other messages may have got the
 *     offsets of this log's last; who only follows is told of none
 * @param continues whether everything that was ever acknowledged in that epoch is in it, and nobody else can go on with it
 */
record Succession(@Nullable Regime of, long holder, long head, boolean isLatest, boolean continues) {
    static final Succession NONE = new Succession(null, 0, 0, false, false);

    private static final Comparator<Regime> BEST =
            Comparator.comparingInt((Regime regime) -> regime.replicas().size()).thenComparing(Regime::ballot);

    static Succession of(Map<Long, Held> held) {
        List<Regime> known = held.values().stream()
                .filter(Held::hasLog)
                .map(Held::regime)
                .distinct()
                .sorted(BEST.reversed())
                .toList();
        for (Regime regime : known) {
            if (isProven(regime, held)) {
                return with(regime, held, true);
            }
        }
        return known.isEmpty() ? NONE : with(known.getFirst(), held, false);
    }

    /** Whether this log goes on behind a position of an epoch that has ended with it. */
    boolean hasEnded(Position at) {
        return of != null && !continues && isLatest && of.epoch() == at.epoch() && at.offset() <= head;
    }

    private static boolean isProven(Regime regime, Map<Long, Held> held) {
        Set<Long> logs = new HashSet<>();
        Set<Long> gone = new HashSet<>();
        boolean active = false;
        for (var entry : held.entrySet()) {
            Held one = entry.getValue();
            if (one.regime().equals(regime)) {
                gone.add(entry.getKey());
                active |= one.active();
                if (one.hasLog()) {
                    logs.add(entry.getKey());
                }
            }
        }
        // A regime of which nobody here knows that it was active counts only where the one before it cannot go on.
        return regime.continues(logs) && (active || regime.supersedes(gone));
    }

    private static Succession with(Regime regime, Map<Long, Held> held, boolean continues) {
        Map<Long, Long> heads = new HashMap<>();
        held.forEach((node, one) -> {
            if (one.hasLog() && one.regime().equals(regime)) {
                heads.put(node, one.head());
            }
        });
        var longest = heads.entrySet().stream()
                .max(Map.Entry.<Long, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow();
        boolean isLatest = held.values().stream()
                .map(Held::regime)
                .noneMatch(one -> one.epoch() == regime.epoch() && one.ballot().isOver(regime.ballot()));
        return new Succession(regime, longest.getKey(), longest.getValue(), isLatest, continues);
    }
}
