package io.ringway.gateway.session.calls.log;

import io.ringway.cluster.UserId;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;

/**
 * How many missed calls a user has not seen, told as it changes. Nodes that change the number at once hear of each other's change in
 * any order, so what is told is read from the store, after each change and one reading after the other: what is told last is
 * right. Hub only.
 */
final class UnseenCalls {
    private final Function<UserId, Future<Integer>> count;
    private final ObjIntConsumer<UserId> told;
    private final Map<UserId, Change> reading = new HashMap<>();

    /**
     * @param known the number by whoever made the change, told where the store does not answer
     * @param isNew whether it came while an earlier one was read
     */
    private record Change(int known, boolean isNew) {}

    /**
     * @param count reads the number
     * @param told is given it
     */
    UnseenCalls(Function<UserId, Future<Integer>> count, ObjIntConsumer<UserId> told) {
        this.count = count;
        this.told = told;
    }

    /** The number is another one, by what is known the given one. */
    void changed(UserId user, int known) {
        if (reading.put(user, new Change(known, true)) == null) {
            read(user, known);
        }
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
