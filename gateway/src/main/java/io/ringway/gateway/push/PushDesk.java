package io.ringway.gateway.push;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UnavailableException;
import io.ringway.cluster.UserId;
import io.ringway.gateway.limits.Buckets;
import io.ringway.gateway.limits.Rate;
import io.ringway.gateway.protocol.Notification;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the HTTP front doors ask of pushes. Any thread; futures complete on the caller's context, and fail with {@link
 * UnavailableException} where subscriptions can neither be read nor written, or too much is on its way.
 */
public final class PushDesk {
    private static final Rate PER_USER = Rate.perMinute(60, 30);
    private static final int USERS = 50_000;

    private final Vertx vertx;
    private final Context hub;
    private final @Nullable Push push;
    private final Buckets<UserId> quota = new Buckets<>(PER_USER, USERS);
    private final InstantSource clock;

    /** @param push null where there are no keys */
    public PushDesk(Vertx vertx, Context hub, @Nullable Push push, InstantSource clock) {
        this.vertx = vertx;
        this.hub = hub;
        this.push = push;
        this.clock = clock;
    }

    public boolean isOn() {
        return push != null;
    }

    /** What browsers subscribe with; empty where push is off. */
    public Optional<String> publicKey() {
        return Optional.ofNullable(push).map(on -> on.settings().keys().publicText());
    }

    /** Counts what a user asks for; milliseconds to wait where it is too much, else 0. */
    public long take(UserId user) {
        return quota.take(user, clock.millis());
    }

    /**
     * What a client says of a subscription.
     *
     * @throws IllegalArgumentException that says what is wrong
     */
    public Subscription subscription(String endpoint, String p256dh, String auth) {
        URI uri = on().settings().hosts().endpoint(endpoint);
        return Subscription.of(uri, p256dh, auth);
    }

    public Future<Void> subscribe(UserId user, Subscription subscription) {
        return onHub(() -> on().subscriptions().add(user, subscription));
    }

    /** Where the user has no such subscription, nothing changes. */
    public Future<Void> unsubscribe(UserId user, String endpoint) {
        return onHub(() -> on().subscriptions().remove(user, Subscription.id(endpoint)));
    }

    /** Completes with how many subscriptions these users have together, and it was handed over for. */
    public Future<Integer> notify(List<UserId> users, Notification notification, @Nullable UserId from) {
        return onHub(() -> {
            Notice notice = Notices.message(notification, from, on().keptUntil());
            return on().notify(users.stream().distinct().toList(), notice);
        });
    }

    /** Completes with false where too many such wait already. */
    public Future<Boolean> notifyAll(Tenant tenant, Notification notification, @Nullable UserId from) {
        return onHub(() -> on().notifyAll(tenant, Notices.message(notification, from, on().keptUntil())));
    }

    private Push on() {
        if (push == null) {
            throw new IllegalStateException("push is off: ask first");
        }
        return push;
    }

    private <T> Future<T> onHub(Supplier<Future<T>> work) {
        Promise<T> promise = ((ContextInternal) vertx.getOrCreateContext()).promise();
        hub.runOnContext(unused -> {
            try {
                work.get()
                        .recover(failure -> Future.failedFuture(
                                failure instanceof UnavailableException
                                        ? failure
                                        : new UnavailableException("subscriptions are not available at the moment")))
                        .onComplete(promise);
            } catch (RuntimeException defect) {
                promise.fail(defect);
            }
        });
        return promise.future();
    }
}
