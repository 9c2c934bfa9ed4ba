package io.ringway.gateway.push;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.lists.Item;
import io.ringway.cluster.lists.ListPage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells all users of a tenant something, one user after the other, as fast as notices leave. One broadcast at a time on a
 * node; it ends with the node. Hub only.
 */
final class Broadcasts {
    private static final Logger LOG = LoggerFactory.getLogger(Broadcasts.class);
    private static final int MOST_WAITING = 16;
    private static final int PAGE = 100;
    private static final long PAUSE_MILLIS = 50;

    private final Context hub;
    private final Subscriptions subscriptions;
    private final Courier courier;
    private final Push push;
    private final Deque<Broadcast> waiting = new ArrayDeque<>();
    private boolean running;

    private record Broadcast(Tenant tenant, Notice notice) {}

    Broadcasts(Context hub, Subscriptions subscriptions, Courier courier, Push push) {
        this.hub = hub;
        this.subscriptions = subscriptions;
        this.courier = courier;
        this.push = push;
    }

    /** False where too many broadcasts wait already. */
    boolean add(Tenant tenant, Notice notice) {
        if (waiting.size() >= MOST_WAITING) {
            return false;
        }
        waiting.add(new Broadcast(tenant, notice));
        if (!running) {
            next();
        }
        return true;
    }

    private void next() {
        Broadcast broadcast = waiting.poll();
        running = broadcast != null;
        if (broadcast != null) {
            page(broadcast, 0, "");
        }
    }

    private void page(Broadcast broadcast, int bucket, String after) {
        if (bucket == Subscriptions.BUCKETS) {
            next();
            return;
        }
        subscriptions
                .users(broadcast.tenant(), bucket, after, PAGE)
                .onSuccess(page ->
                        later(() -> users(broadcast, bucket, page, page.items().iterator())))
                .onFailure(unread -> {
                    LOG.warn("Not every user of a tenant was pushed to: {}", unread.getMessage());
                    later(() -> page(broadcast, bucket + 1, ""));
                });
    }

    private void users(Broadcast broadcast, int bucket, ListPage page, Iterator<Item> items) {
        if (!courier.hasRoom()) {
            hub.owner().setTimer(PAUSE_MILLIS, timer -> later(() -> users(broadcast, bucket, page, items)));
        } else if (items.hasNext()) {
            UserId user = new UserId(broadcast.tenant(), items.next().body().utf8());
            tell(user, broadcast.notice()).onComplete(told -> later(() -> users(broadcast, bucket, page, items)));
        } else if (page.more()) {
            page(broadcast, bucket, page.items().getLast().id());
        } else {
            page(broadcast, bucket + 1, "");
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

    /** The tenants whose broadcasts wait, for tests. */
    List<Tenant> waiting() {
        return waiting.stream().map(Broadcast::tenant).toList();
    }
}
