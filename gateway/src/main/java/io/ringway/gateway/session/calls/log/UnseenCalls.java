package io.ringway.gateway.session.calls.log;

import io.ringway.cluster.UserId;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.ObjIntConsumer;

/**
 * How many missed calls a user has not seen, told as it changes. Nodes that change the number at once hear of each other's change in
 * any order, so what is told is read from the store, after each change and one reading after the other: what is told last is
 * right. What is read for a new connection alone is told where no change tells all connections meanwhile. Hub only.
 */
final class UnseenCalls {
    private final Function<UserId, Future<Integer>> count;
    private final ObjIntConsumer<UserId> told;
    private final Map<UserId, Change> reading = new HashMap<>();
    /** New connections that are not told yet. */
    private final Map<UserId, Set<IntConsumer>> openings = new HashMap<>();

    /**
     * @param known the number by whoever made the change, told where the store does not answer
     * @param isNew whether it came while an earlier one was read
     */
    private record Change(int known, boolean isNew) {}

    /**
     * @param count reads the number
     * @param told is given it, for all connections that the user has by then
     */
    UnseenCalls(Function<UserId, Future<Integer>> count, ObjIntConsumer<UserId> told) {
        this.count = count;
        this.told = told;
    }

    /** The number is another one, by what is known the given one. */
    void changed(UserId user, int known) {
        openings.remove(user);
        if (reading.put(user, new Change(known, true)) == null) {
            read(user, known);
        }
    }

    /**
     * The user has a new connection.
     *
     * @param connection is given the number unless there are none, or a change has it told to all; never where the store does not answer
     */
    void opened(UserId user, IntConsumer connection) {
        if (reading.containsKey(user)) {
            return;
        }
        openings.computeIfAbsent(user, first -> new HashSet<>()).add(connection);
        count.apply(user).onComplete(read -> {
            if (isOpening(user, connection) && read.succeeded() && read.result() > 0) {
                connection.accept(read.result());
            }
        });
    }

    /** Once: it is told now, if at all. */
    private boolean isOpening(UserId user, IntConsumer connection) {
        Set<IntConsumer> open = openings.getOrDefault(user, Set.of());
        boolean isOpening = open.contains(connection) && open.remove(connection);
        if (isOpening && open.isEmpty()) {
            openings.remove(user);
        }
        return isOpening;
    }

    private void read(UserId user, int known) {
        reading.put(user, new Change(known, false));
        count.apply(user).onComplete(read -> {
            Change last = reading.remove(user);
            if (last != null && last.isNew()) {
                read(user, last.known());
            } else {
                told.accept(user, read.succeeded() ? read.result() : known);
            }
        });
    }
}
