package io.ringway.gateway.push;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells all users of a tenant something, one user after the other, as fast as notices leave. One broadcast at a time of each
 * tenant; it ends with the node. What cannot be read on the way is asked for again while the notice is of use. Hub only.
 */
final class Broadcasts {
    private static final Logger LOG = LoggerFactory.getLogger(Broadcasts.class);
    private static final int MOST_WAITING = 16;
    private static final long PAUSE_MILLIS = 50;
    private static final long FIRST_RETRY_MILLIS = 250;
    private static final long LAST_RETRY_MILLIS = 15_000;

    private final Context hub;
    private final Subscriptions subscriptions;
    private final Courier courier;
    private final Push push;
    private final InstantSource clock;
    /** What is being told a tenant's users is the first of each. */
    private final Map<Tenant, Deque<Notice>> waiting = new HashMap<>();

    /** What is being told, and how long it waits where the next read fails. */
    private static final class Round {
        final Tenant tenant;
        final Notice notice;
        long retryMillis = FIRST_RETRY_MILLIS;

        Round(Tenant tenant, Notice notice) {
            this.tenant = tenant;
            this.notice = notice;
        }
    }

    Broadcasts(Context hub, Subscriptions subscriptions, Courier courier, Push push, InstantSource clock) {
        this.hub = hub;
        this.subscriptions = subscriptions;
        this.courier = courier;
        this.push = push;
        this.clock = clock;
    }

    /** Completes with false where too many broadcasts of this tenant wait already; fails where its users cannot be read. */
    Future<Boolean> add(Tenant tenant, Notice notice) {
        return isFull(tenant)
                ? Future.succeededFuture(false)
                : subscriptions.users(tenant, 0).map(readable -> accept(tenant, notice));
    }

    private boolean isFull(Tenant tenant) {
        Deque<Notice> queue = waiting.get(tenant);
        return queue != null && queue.size() > MOST_WAITING;
    }

    private boolean accept(Tenant tenant, Notice notice) {
        if (isFull(tenant)) {
            return false;
        }
        Deque<Notice> queue = waiting.computeIfAbsent(tenant, first -> new ArrayDeque<>());
        queue.add(notice);
        if (queue.size() == 1) {
            bucket(new Round(tenant, notice), 0);
        }
        return true;
    }

    private void next(Tenant tenant) {
        Deque<Notice> queue = waiting.getOrDefault(tenant, new ArrayDeque<>());
        queue.poll();
        if (queue.isEmpty()) {
            waiting.remove(tenant);
        } else {
            bucket(new Round(tenant, queue.element()), 0);
        }
    }

    /** All of a list at once: where a page ended is not known any more where that user has come or gone meanwhile. */
    private void bucket(Round round, int bucket) {
        if (bucket == Subscriptions.BUCKETS) {
            next(round.tenant);
            return;
        }
        subscriptions
                .users(round.tenant, bucket)
                .onSuccess(read -> {
                    round.retryMillis = FIRST_RETRY_MILLIS;
                    later(() -> users(round, bucket, read.iterator()));
                })
                .onFailure(unread -> again(round, unread, () -> bucket(round, bucket)));
    }

    private void users(Round round, int bucket, Iterator<UserId> users) {
        if (users.hasNext()) {
            user(round, users.next(), () -> users(round, bucket, users));
        } else {
            bucket(round, bucket + 1);
        }
    }

    private void user(Round round, UserId user, Runnable next) {
        if (!courier.hasRoom(round.tenant)) {
            hub.owner().setTimer(PAUSE_MILLIS, timer -> later(() -> user(round, user, next)));
            return;
        }
        subscriptions
                .of(user)
                .compose(found -> {
                    round.retryMillis = FIRST_RETRY_MILLIS;
                    push.send(user, found, round.notice);
                    return found.isEmpty() ? subscriptions.forget(user).otherwise(0) : Future.succeededFuture(0);
                })
                .onSuccess(told -> later(next))
                .onFailure(unread -> again(round, unread, () -> user(round, user, next)));
    }

    /** A store that is away comes back; the rest is given up with the notice alone. */
    private void again(Round round, Throwable unread, Runnable retry) {
        if (clock.millis() >= round.notice.until()) {
            LOG.warn("Not every user of a tenant was pushed to: {}", unread.getMessage());
            later(() -> next(round.tenant));
            return;
        }
        if (round.retryMillis == FIRST_RETRY_MILLIS) {
            LOG.warn("A push to all users of a tenant waits: {}", unread.getMessage());
        }
        hub.owner().setTimer(round.retryMillis, timer -> later(retry));
        round.retryMillis = Math.min(2 * round.retryMillis, LAST_RETRY_MILLIS);
    }

    /** Others have their turn in between. */
    private void later(Runnable task) {
        hub.runOnContext(unused -> task.run());
    }
}
