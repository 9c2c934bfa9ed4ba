package io.ringway.gateway.ice;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Credentials from an HTTP API in Cloudflare's shape. What it gave a user is given again to the same while more than half of
 * its life is left, unless new ones are asked for; what fails repeatedly is left alone for a while. Its state belongs to one context of its own; it may be
 * asked from any thread, and futures complete on the asker's context.
 */
final class CloudflareTurn implements TurnProvider {
    private static final int MAX_IN_FLIGHT = CloudflareApi.POOL_SIZE;
    private static final long CHECK_TTL_S = 60;
    private static final UserId CHECK_USER = new UserId(new Tenant("ringway"), "check");

    private final Vertx vertx;
    private final Context context;
    private final CloudflareApi api;
    private final ProviderHealth health;
    private final InstantSource clock;
    private final GrantCache cache = new GrantCache();
    /** Apart, or they would push out those that are asked for again. */
    private final OwnerBook once = new OwnerBook();

    private final InFlight inFlight;
    private final Breaker breaker = new Breaker();

    CloudflareTurn(Vertx vertx, CloudflareApi api, ProviderHealth health, InstantSource clock) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.inFlight = new InFlight(MAX_IN_FLIGHT, task -> context.runOnContext(unused -> task.run()));
        this.api = api;
        this.health = health;
        this.clock = clock;
    }

    @Override
    public ProviderHealth health() {
        return health;
    }

    @Override
    public Future<TurnGrant> issue(UserId user, long ttlSeconds) {
        return here(() -> {
            long now = clock.millis();
            Future<TurnGrant> known = cache.find(user, ttlSeconds, now);
            if (known != null) {
                health.metrics().cached();
                return known;
            }
            return cache.keep(user, ttlSeconds, now, () -> inFlight.submit(() -> ask(user, ttlSeconds)));
        });
    }

    @Override
    public Future<TurnGrant> issueOnce(UserId user, long ttlSeconds) {
        return here(() ->
                inFlight.submit(() -> ask(user, ttlSeconds)).onSuccess(grant -> once.add(user, grant, clock.millis())));
    }

    /** The credentials' life is counted from before they were asked for: so they never end before they are said to. */
    private Future<TurnGrant> ask(UserId user, long ttlSeconds) {
        long now = clock.millis();
        if (!breaker.allows(now)) {
            health.metrics().refused();
            return Future.failedFuture("it failed too often a moment ago");
        }
        return api.generate(TurnOwner.of(user).text(), ttlSeconds)
                .map(servers -> servers.until(now + ttlSeconds * 1000))
                .onSuccess(grant -> {
                    breaker.succeeded();
                    health.metrics().issued();
                    health.up();
                })
                .onFailure(failure -> {
                    breaker.failed(clock.millis());
                    health.metrics().failed();
                    health.down(CloudflareApi.reason(failure));
                });
    }

    /** Completes with false where it does not know them. Whose tenant's they are it cannot say. */
    @Override
    public Future<Boolean> revoke(Tenant tenant, String username) {
        return here(() -> api.revoke(username));
    }

    @Override
    public Future<Optional<Owned>> owner(String username) {
        return here(() -> Future.succeededFuture(cache.owner(username).or(() -> once.owner(username))));
    }

    @Override
    public void forget(String username) {
        context.runOnContext(unused -> {
            cache.forget(username);
            once.forget(username);
        });
    }

    /** While it works, its use is the check; else one question, which the breaker lets through once in a while. */
    @Override
    public Future<Void> check() {
        return here(() -> health.status().state() == ProviderHealth.State.UP
                ? Future.<Void>succeededFuture()
                : inFlight.submit(() -> ask(CHECK_USER, CHECK_TTL_S))
                        .<Void>mapEmpty()
                        .otherwiseEmpty());
    }

    private <T> Future<T> here(Supplier<Future<T>> work) {
        Promise<T> promise = ((ContextInternal) vertx.getOrCreateContext()).promise();
        context.runOnContext(unused -> work.get().onComplete(promise));
        return promise.future();
    }
}
