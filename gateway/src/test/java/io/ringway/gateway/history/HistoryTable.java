package io.ringway.gateway.history;

import io.ringway.gateway.protocol.KeptMessage;
import io.ringway.gateway.protocol.Position;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What the nodes of a {@link HistorySimulation} have said of the history: an offset of an epoch is one message, whoever says so. */
final class HistoryTable {
    private final Check check;
    private final Map<Position, String> messages = new HashMap<>();
    private final Map<Long, Set<String>> placed = new HashMap<>();
    private final Map<Long, Long> acknowledged = new HashMap<>();

    /** Fails where something does not hold. */
    interface Check {
        void that(boolean holds, String what);
    }

    HistoryTable(Check check) {
        this.check = check;
    }

    void seen(long epoch, KeptMessage message) {
        seen(new Position(epoch, message.offset()), message.content().bytes().utf8());
    }

    private void seen(Position at, String message) {
        String known = messages.putIfAbsent(at, message);
        check.that(known == null || known.equals(message), at + " is " + known + " and " + message);
        if (known == null) {
            boolean isNew =
                    placed.computeIfAbsent(at.epoch(), epoch -> new HashSet<>()).add(message);
            check.that(isNew, message + " is twice in one epoch");
        }
    }

    /** Its publisher was told so. */
    void acknowledged(Position at, String message) {
        acknowledged.merge(at.epoch(), at.offset(), Math::max);
        if (at.offset() > 0) {
            seen(at, message);
        }
    }

    /** Nothing was acknowledged in another epoch. */
    void isAll(long epoch) {
        check.that(acknowledged.keySet().equals(Set.of(epoch)), "acknowledged in " + acknowledged + ", left: " + epoch);
    }

    /** Nothing that was acknowledged is behind the end. */
    void ends(Position head) {
        check.that(
                acknowledged.getOrDefault(head.epoch(), 0L) <= head.offset(),
                "acknowledged, and behind the end: " + head);
    }
}
