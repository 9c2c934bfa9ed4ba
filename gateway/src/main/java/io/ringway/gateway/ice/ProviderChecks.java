package io.ringway.gateway.ice;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** Looks after every provider from time to time, the first time at once. Any thread. */
final class ProviderChecks {
    private final Vertx vertx;
    private final List<TurnProvider> providers;
    private final Duration interval;
    private volatile long timer = -1;

    ProviderChecks(Vertx vertx, List<TurnProvider> providers, Duration interval) {
        this.vertx = vertx;
        this.providers = providers;
        this.interval = interval;
    }

    void start() {
        if (!providers.isEmpty()) {
            check();
            timer = vertx.setPeriodic(interval.toMillis(), tick -> check());
        }
    }

    private void check() {
        providers.forEach(TurnProvider::check);
    }

    void close() {
        vertx.cancelTimer(timer);
    }
}
