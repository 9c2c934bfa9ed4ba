package io.ringway.gateway.push;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UnavailableException;
import io.ringway.cluster.UserId;
import io.ringway.cluster.lists.ListStore;
import io.ringway.gateway.metrics.PushMetrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pushes, where there are keys. Hub only. */
public final class Push implements Notifier {
    private static final Logger LOG = LoggerFactory.getLogger(Push.class);

    /** A tenant's users are in so many lists, each of at most {@link #USERS_PER_LIST}: those can be told something all at once. */
    public static final int USER_LISTS = Subscriptions.BUCKETS;

    public static final int USERS_PER_LIST = Subscriptions.USERS_PER_BUCKET;

    /** An item is written anew when this part of its age is over. */
    private static final int REFRESHES = 8;

    private final Context hub;
    private final Subscriptions subscriptions;
    private final Reads reads;
    private final Courier courier;
    private final Broadcasts broadcasts;
    private final Settings settings;
    private final InstantSource clock;

    /**
     * @param subject who push services turn to, a {@code mailto:} or {@code https:} URL
     * @param perUser how many subscriptions a user has at most; over that the oldest goes
     * @param age after which a subscription that was not stored again is forgotten
     * @param messageTtl how long messages are kept for a device that is off
     * @param concurrency requests at a time to each named host
     * @param waiting notices on their way
     */
    public record Settings(
            VapidKeys keys,
            String subject,
            PushHosts hosts,
            int perUser,
            Duration age,
            Duration messageTtl,
            Duration timeout,
            int concurrency,
            int waiting) {}

    public Push(
            Vertx vertx,
            Context hub,
            Settings settings,
            ListStore lists,
            ListStore users,
            PushMetrics metrics,
            InstantSource clock) {
        this(
                hub,
                vertx.getOrCreateContext(),
                settings,
                lists,
                users,
                new HttpPushService(
                        vertx,
                        new Vapid(settings.keys(), settings.subject(), clock),
                        settings.timeout(),
                        settings.concurrency(),
                        clock),
                metrics,
                clock);
    }

    Push(
            Context hub,
            Context road,
            Settings settings,
            ListStore lists,
            ListStore users,
            PushService service,
            PushMetrics metrics,
            InstantSource clock) {
        this.hub = hub;
        this.settings = settings;
        this.clock = clock;
        this.subscriptions = new Subscriptions(
                lists, users, settings.perUser(), settings.age().toMillis() / REFRESHES, clock);
        this.reads = new Reads(subscriptions::of, metrics);
        this.courier = new Courier(
                road, settings.hosts(), service, settings.concurrency(), settings.waiting(), metrics, clock);
        this.broadcasts = new Broadcasts(hub, subscriptions, courier, this, clock);
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public long keptUntil() {
        return clock.millis() + settings.messageTtl().toMillis();
    }

    @Override
    public Future<Integer> notify(UserId user, Notice notice) {
        return notify(List.of(user), notice);
    }

    /** As {@link Notifier#notify}, to several: where one's subscriptions cannot be read, nobody is sent anything. */
    Future<Integer> notify(List<UserId> users, Notice notice) {
        return Future.all(users.stream()
                        .map(user -> found(user, notice.urgency()))
                        .toList())
                .compose(all -> {
                    int devices = 0;
                    int sent = 0;
                    for (int i = 0; i < users.size(); i++) {
                        List<Subscription> found = all.resultAt(i);
                        devices += found.size();
                        sent += send(users.get(i), found, notice);
                    }
                    return devices > 0 && sent == 0
                            ? Future.failedFuture(new UnavailableException("too many pushes are on their way"))
                            : Future.succeededFuture(sent);
                });
    }

    private Future<List<Subscription>> found(UserId user, Urgency urgency) {
        return reads.of(user, urgency).recover(unread -> {
            LOG.debug("A user's subscriptions cannot be read: {}", unread.getMessage());
            return Future.failedFuture(new UnavailableException("whom to push to cannot be looked up at the moment"));
        });
    }

    @Override
    public Future<Integer> devices(UserId user) {
        return found(user, Urgency.HIGH).map(List::size).otherwise(0);
    }

    /** Returns how many it was handed over for. */
    int send(UserId user, List<Subscription> found, Notice notice) {
        int sent = 0;
        for (Subscription to : found) {
            boolean taken = courier.send(user.tenant(), to, notice, () -> hub.runOnContext(unused -> dead(user, to)));
            sent += taken ? 1 : 0;
        }
        return sent;
    }

    /** Where it cannot be removed now, the next push will find it dead again. */
    private void dead(UserId user, Subscription subscription) {
        subscriptions
                .remove(user, subscription.id())
                .onFailure(kept -> LOG.debug("A dead subscription stays: {}", kept.getMessage()));
    }

    Settings settings() {
        return settings;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    /** Completes with false where too many broadcasts wait already; fails where the tenant's users cannot be read. */
    Future<Boolean> notifyAll(Tenant tenant, Notice notice) {
        return broadcasts.add(tenant, notice);
    }
}
