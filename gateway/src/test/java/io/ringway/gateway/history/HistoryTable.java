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
    /** The last number of each publisher that each node was given. */
    private final Map<Long, Map<Long, Integer>> publishers = new HashMap<>();

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

    /** What a node is given of one publisher, `node/number`, comes in the order of the numbers. */
    void inOrder(long node, KeptMessage message) {
        String text = message.content().bytes().utf8().replace("\"", "");
        long publisher = Long.parseLong(text.substring(0, text.indexOf('/')));
        int number = Integer.parseInt(text.substring(text.indexOf('/') + 1));
        // What is sent a second time through another node may be there first.
        if (number > 0) {
            Integer last =
                    publishers.computeIfAbsent(node, x -> new HashMap<>()).put(publisher, number);
            check.that(last == null || last < number, "node " + node + " saw " + publisher + " out of order");
        }
    }

    /** A node has been told of a gap: order begins anew. */
    void interrupted(long node) {
        publishers.remove(node);
    }
}
