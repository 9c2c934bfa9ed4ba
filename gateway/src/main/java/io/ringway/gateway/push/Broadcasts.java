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
 * tenant; it ends with the node. What cannot be read on the way is asked for again while the notice is of use: a list of users before
 * what follows, a single user beside the others. Hub only.
 */
final class Broadcasts {
    private static final Logger LOG = LoggerFactory.getLogger(Broadcasts.class);
    private static final int MOST_WAITING = 16;
    private static final long PAUSE_MILLIS = 50;

    /** Where more users than that cannot be read one after the other, it is not about them. */
    private static final int FEW = 8;

    private final Context hub;
    private final Subscriptions subscriptions;
    private final Admission admission;
    private final Push push;
    private final InstantSource clock;
    private final Stragglers stragglers;
    /** What is being told a tenant's users is the first of each. */
    private final Map<Tenant, Deque<Notice>> waiting = new HashMap<>();

    /** What is being told, how long it waits where the next read fails, and how many users could not be read since one could. */
    private static final class Round {
        final Tenant tenant;
        final Notice notice;
        long retryMillis = Stragglers.FIRST_RETRY_MILLIS;
        int unread;

        Round(Tenant tenant, Notice notice) {
            this.tenant = tenant;
            this.notice = notice;
        }

        void isRead() {
            retryMillis = Stragglers.FIRST_RETRY_MILLIS;
            unread = 0;
        }
    }

    Broadcasts(Context hub, Subscriptions subscriptions, Courier courier, Push push, InstantSource clock) {
        this.hub = hub;
        this.subscriptions = subscriptions;
        this.admission = new Admission(courier::hasRoom, this::afterPause, clock);
        this.push = push;
        this.clock = clock;
        this.stragglers = new Stragglers(hub, this::tell, clock);
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
                    round.isRead();
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
        tell(user, round.notice)
                .onSuccess(told -> {
                    round.isRead();
                    later(next);
                })
                .onFailure(unread -> aside(round, user, unread, next));
    }

    private void aside(Round round, UserId user, Throwable unread, Runnable next) {
        round.unread++;
        if (clock.millis() >= round.notice.until()) {
            giveUp(round, unread);
        } else if (!stragglers.add(user, round.notice)) {
            again(round, unread, () -> user(round, user, next));
        } else if (round.unread <= FEW) {
            later(next);
        } else {
            again(round, unread, next);
        }
    }

    /**
     * Completes when the notice is on its way, for which there is to be room first; fails where the user's subscriptions cannot be
     * read, or there was no room in time.
     */
    private Future<?> tell(UserId user, Notice notice) {
        return admission
                .of(user.tenant(), notice)
                .compose(there -> subscriptions.of(user))
                .compose(found -> {
                    push.send(user, found, notice);
                    return found.isEmpty() ? subscriptions.forget(user).otherwise(0) : Future.succeededFuture(0);
                });
    }

    /** A store that is away comes back; the rest is given up with the notice alone. */
    private void again(Round round, Throwable unread, Runnable retry) {
        if (clock.millis() >= round.notice.until()) {
            giveUp(round, unread);
            return;
        }
        if (round.retryMillis == Stragglers.FIRST_RETRY_MILLIS) {
            LOG.warn("A push to all users of a tenant waits: {}", unread.getMessage());
        }
        hub.owner().setTimer(round.retryMillis, timer -> later(retry));
        round.retryMillis = Math.min(2 * round.retryMillis, Stragglers.LAST_RETRY_MILLIS);
    }

    private void giveUp(Round round, Throwable unread) {
        LOG.warn("Not every user of a tenant was pushed to: {}", unread.getMessage());
        later(() -> next(round.tenant));
    }

    private void afterPause(Runnable task) {
        hub.owner().setTimer(PAUSE_MILLIS, timer -> later(task));
    }

    /** Others have their turn in between. */
    private void later(Runnable task) {
        hub.runOnContext(unused -> task.run());
    }
}
