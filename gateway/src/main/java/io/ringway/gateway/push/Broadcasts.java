package io.ringway.gateway.push;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells all users of a tenant something, one user after the other, as fast as notices leave. One broadcast at a time of each
 * tenant; it ends with the node. Hub only.
 */
final class Broadcasts {
    private static final Logger LOG = LoggerFactory.getLogger(Broadcasts.class);
    private static final int MOST_WAITING = 16;
    private static final long PAUSE_MILLIS = 50;

    private final Context hub;
    private final Subscriptions subscriptions;
    private final Courier courier;
    private final Push push;
    /** What is being told a tenant's users is the first of each. */
    private final Map<Tenant, Deque<Notice>> waiting = new HashMap<>();

    Broadcasts(Context hub, Subscriptions subscriptions, Courier courier, Push push) {
        this.hub = hub;
        this.subscriptions = subscriptions;
        this.courier = courier;
        this.push = push;
    }

    /** False where too many broadcasts of this tenant wait already. */
    boolean add(Tenant tenant, Notice notice) {
        Deque<Notice> queue = waiting.computeIfAbsent(tenant, first -> new ArrayDeque<>());
        if (queue.size() > MOST_WAITING) {
            return false;
        }
        queue.add(notice);
        if (queue.size() == 1) {
            bucket(tenant, notice, 0);
        }
        return true;
    }

    private void next(Tenant tenant) {
        Deque<Notice> queue = waiting.getOrDefault(tenant, new ArrayDeque<>());
        queue.poll();
        if (queue.isEmpty()) {
            waiting.remove(tenant);
        } else {
            bucket(tenant, queue.element(), 0);
        }
    }

    /** All of a list at once: where a page ended is not known any more where that user has come or gone meanwhile. */
    private void bucket(Tenant tenant, Notice notice, int bucket) {
        if (bucket == Subscriptions.BUCKETS) {
            next(tenant);
            return;
        }
        subscriptions.users(tenant, bucket).onComplete(read -> {
            if (read.failed()) {
                LOG.warn(
                        "Not every user of a tenant was pushed to: {}",
                        read.cause().getMessage());
            }
            Iterator<UserId> users = (read.succeeded() ? read.result() : List.<UserId>of()).iterator();
            later(() -> users(tenant, notice, bucket, users));
        });
    }

    private void users(Tenant tenant, Notice notice, int bucket, Iterator<UserId> users) {
        if (!users.hasNext()) {
            bucket(tenant, notice, bucket + 1);
        } else if (courier.hasRoom(tenant)) {
            tell(users.next(), notice).onComplete(told -> later(() -> users(tenant, notice, bucket, users)));
        } else {
            hub.owner().setTimer(PAUSE_MILLIS, timer -> later(() -> users(tenant, notice, bucket, users)));
        }
    }

    private Future<Void> tell(UserId user, Notice notice) {
        return subscriptions.of(user).compose(found -> {
            push.send(user, found, notice);
            return found.isEmpty() ? subscriptions.forget(user).mapEmpty() : Future.succeededFuture();
        });
    }

    /** Others have their turn in between. */
    private void later(Runnable task) {
        hub.runOnContext(unused -> task.run());
    }
}
