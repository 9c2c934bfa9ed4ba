package io.ringway.gateway.push;

import io.ringway.cluster.UserId;
import io.ringway.gateway.metrics.PushMetrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * Asks for subscriptions so many at a time, those to be rung first: one message to a thousand users is a thousand questions.
 * What waits is bounded, and shared by the tenants. Hub only.
 */
final class Reads {
    private static final int AT_ONCE = 32;
    private static final int MOST_WAITING = 20_000;

    private final Function<UserId, Future<List<Subscription>>> store;
    private final PushMetrics metrics;
    private final Shares shares = new Shares(MOST_WAITING);
    private final Deque<Read> urgent = new ArrayDeque<>();
    private final Deque<Read> others = new ArrayDeque<>();
    private int underWay;

    private record Read(UserId user, Promise<List<Subscription>> answer) {}

    Reads(Function<UserId, Future<List<Subscription>>> store, PushMetrics metrics) {
        this.store = store;
        this.metrics = metrics;
    }

    /** Fails where the store does, and where too many wait. */
    Future<List<Subscription>> of(UserId user, Urgency urgency) {
        if (!shares.take(user.tenant(), urgency)) {
            metrics.count("dropped");
            return Future.failedFuture("too many wait");
        }
        Read read = new Read(user, Promise.promise());
        (urgency == Urgency.HIGH ? urgent : others).add(read);
        pump();
        return read.answer().future();
    }

    private void pump() {
        while (underWay < AT_ONCE && !(urgent.isEmpty() && others.isEmpty())) {
            Read read = urgent.isEmpty() ? others.remove() : urgent.remove();
            underWay++;
            store.apply(read.user()).onComplete(done -> {
                underWay--;
                shares.give(read.user().tenant());
                read.answer().handle(done);
                pump();
            });
        }
    }
}
