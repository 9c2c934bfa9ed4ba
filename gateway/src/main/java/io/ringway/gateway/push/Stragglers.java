package io.ringway.gateway.push;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users who are to be told something and whose subscriptions cannot be read: they are asked for again and again while what they are to be
 * told is of use, beside what all others are told meanwhile. One after the other of each tenant, and so many at most. Hub only.
 */
final class Stragglers {
    /** Of a tenant, with all that its users are to be told. */
    static final int MOST = 1_000;

    static final long FIRST_RETRY_MILLIS = 250;
    static final long LAST_RETRY_MILLIS = 15_000;

    private static final Logger LOG = LoggerFactory.getLogger(Stragglers.class);

    private final Context hub;
    private final BiFunction<UserId, Notice, Future<?>> tell;
    private final InstantSource clock;
    private final Map<Tenant, Row> rows = new HashMap<>();

    private record Straggler(UserId user, Notice notice) {}

    /** Those of a tenant, and how long they wait before they are asked for again. */
    private static final class Row {
        final Tenant tenant;
        final Deque<Straggler> users = new ArrayDeque<>();
        long retryMillis = FIRST_RETRY_MILLIS;

        Row(Tenant tenant) {
            this.tenant = tenant;
        }
    }

    /** @param tell completes once there was room for it; fails where the user cannot be read */
    Stragglers(Context hub, BiFunction<UserId, Notice, Future<?>> tell, InstantSource clock) {
        this.hub = hub;
        this.tell = tell;
        this.clock = clock;
    }

    /** False where there are too many already. */
    boolean add(UserId user, Notice notice) {
        Row row = rows.computeIfAbsent(user.tenant(), Row::new);
        if (row.users.size() >= MOST) {
            return false;
        }
        row.users.add(new Straggler(user, notice));
        if (row.users.size() == 1) {
            pause(row);
        }
        return true;
    }

    private void pause(Row row) {
        hub.owner().setTimer(row.retryMillis, timer -> hub.runOnContext(due -> next(row, row.users.size(), false)));
        row.retryMillis = Math.min(2 * row.retryMillis, LAST_RETRY_MILLIS);
    }

    /**
     * One stays in the row until it is told: so long it counts.
     *
     * @param turns how many are still to be asked for before the next pause
     * @param isBetter whether one could be read since the last
     */
    private void next(Row row, int turns, boolean isBetter) {
        int left = turns - drop(row);
        Straggler first = row.users.peek();
        if (first == null) {
            rows.remove(row.tenant);
        } else if (left <= 0) {
            row.retryMillis = isBetter ? FIRST_RETRY_MILLIS : row.retryMillis;
            pause(row);
        } else {
            tell.apply(first.user, first.notice)
                    .onComplete(told -> hub.runOnContext(turn -> {
                        row.users.remove();
                        if (told.failed()) {
                            row.users.add(first);
                        }
                        next(row, left - 1, isBetter || told.succeeded());
                    }));
        }
    }

    /** The first ones, whose notice is of no use any more; how many those are. */
    private int drop(Row row) {
        int dropped = 0;
        for (Straggler first = row.users.peek();
                first != null && clock.millis() >= first.notice.until();
                first = row.users.peek()) {
            row.users.remove();
            dropped++;
        }
        if (dropped > 0) {
            LOG.warn("{} users of a tenant were not pushed to: they could not be read in time", dropped);
        }
        return dropped;
    }
}
