package io.ringway.gateway.webhooks;

import io.ringway.cluster.outbox.Batch;
import io.ringway.cluster.outbox.Entry;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.cluster.outbox.Step;
import io.ringway.gateway.metrics.WebhookMetrics;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Tells receivers what waits in the lines that are this node's to tell. One event of a line at a time, the next when it is
 * delivered or put aside; lines side by side, up to a bound for each receiver, so that none waits for another's. Nothing
 * is forgotten here: what a node was about to tell when it died is in the outbox still. Hub only.
 */
final class Dispatch {
    private static final int LOADED = 16;
    private static final int WHILE_FAILING = 2;

    private final OutboxStore store;
    private final Nodes nodes;
    private final LongSupplier clock;
    private final RandomGenerator random;
    private final Map<String, Outlet> outlets = new HashMap<>();
    private final String writer;
    private final Runnable lost;
    private long batches;

    /** @param lost is called for each event that is no dead letter any more, as newer ones were too many */
    Dispatch(
            List<Receiver> receivers,
            Function<String, WebhookMetrics> metrics,
            OutboxStore store,
            String writer,
            Nodes nodes,
            LongSupplier clock,
            RandomGenerator random,
            Runnable lost) {
        receivers.forEach(receiver -> outlets.put(receiver.id(), new Outlet(receiver, metrics.apply(receiver.id()))));
        this.store = store;
        this.writer = writer;
        this.nodes = nodes;
        this.clock = clock;
        this.random = random;
        this.lost = lost;
    }

    /** There may be something to tell in a line; -1 where it is not known how much. */
    void news(String line, int waiting) {
        Outlet outlet = outlets.get(Topic.receiver(line));
        Topic topic = Topic.of(line).orElse(null);
        if (outlet == null || topic == null || topic.kind() == Topic.Kind.DEAD) {
            return;
        }
        Route route = outlet.routes.computeIfAbsent(line, fresh -> new Route(outlet, line, topic));
        route.waiting = Math.max(waiting, route.waiting);
        route.again = true;
        offer(route);
    }

    private void offer(Route route) {
        if (!route.busy && isDue(route)) {
            route.outlet.ready.add(route);
            pump(route.outlet);
        }
    }

    private boolean isDue(Route route) {
        return route.notBefore <= clock.getAsLong() || route.isOverfull(false);
    }

    void tick() {
        outlets.values().forEach(outlet -> {
            for (Route route : List.copyOf(outlet.routes.values())) {
                if (!route.busy && isDue(route)) {
                    outlet.ready.add(route);
                }
            }
            pump(outlet);
        });
    }

    private void pump(Outlet outlet) {
        if (outlet.pumping || nodes.isFenced()) {
            return;
        }
        outlet.pumping = true;
        try {
            while (!outlet.ready.isEmpty() && outlet.inFlight < bound(outlet)) {
                Route route = outlet.ready.iterator().next();
                outlet.ready.remove(route);
                start(route);
            }
        } finally {
            outlet.pumping = false;
        }
    }

    private int bound(Outlet outlet) {
        int concurrency = outlet.receiver.schedule().concurrency();
        return outlet.isFailing() ? Math.min(WHILE_FAILING, concurrency) : concurrency;
    }

    private void start(Route route) {
        long deliverer = nodes.deliverer(route.line);
        if (deliverer != nodes.self()) {
            route.outlet.routes.remove(route.line);
            nodes.news(deliverer, route.line);
            return;
        }
        route.busy = true;
        route.again = false;
        route.outlet.inFlight++;
        store.head(route.line, 0, LOADED).onComplete(done -> {
            if (done.failed()) {
                stop(route, route.schedule().first());
            } else if (done.result().isEmpty()) {
                route.waiting = 0;
                finish(route);
            } else {
                route.loaded.clear();
                route.loaded.addAll(done.result());
                next(route);
            }
        });
    }

    /** Gives its place to another line; goes on when its turn comes again. */
    private void stop(Route route, long pause) {
        route.busy = false;
        route.loaded.clear();
        route.notBefore = clock.getAsLong() + pause;
        route.outlet.inFlight--;
        if (pause == 0) {
            route.outlet.ready.add(route);
        }
        pump(route.outlet);
    }

    private void finish(Route route) {
        route.busy = false;
        route.outlet.inFlight--;
        if (route.again) {
            route.outlet.ready.add(route);
        } else {
            route.outlet.routes.remove(route.line);
        }
        pump(route.outlet);
    }

    private void next(Route route) {
        Entry entry = route.loaded.peek();
        if (entry == null || nodes.isFenced()) {
            stop(route, 0);
            return;
        }
        List<Delivery> deliveries = Rendering.of(route.outlet.receiver, route.topic, entry);
        if (deliveries.isEmpty()) {
            take(route, entry);
        } else if (route.outlet.disabled) {
            aside(route, entry, deliveries, "the receiver is disabled");
        } else if (route.isOverfull(isMessage(entry))) {
            route.blameTheFirst();
            aside(route, entry, deliveries, tooMany(route));
        } else if (isHopeless(route, entry)) {
            aside(route, entry, deliveries, route.outlet.trouble);
        } else {
            deliver(route, entry, new ArrayDeque<>(deliveries));
        }
    }

    /** Of what waited behind others for as long as is tried at all, nothing more is asked of a receiver that is away. */
    private boolean isHopeless(Route route, Entry entry) {
        long now = clock.getAsLong();
        Schedule schedule = route.schedule();
        boolean isAway = route.outlet.isFailing() && now - route.outlet.failingSince >= schedule.giveUp();
        return isAway && now - entry.at() >= schedule.giveUp();
    }

    private static boolean isMessage(Entry entry) {
        return entry.kind() == Entry.Kind.NOTE && entry.detail().equals(EventType.MESSAGE.code());
    }

    private static String tooMany(Route route) {
        String trouble = route.outlet.trouble;
        return trouble.isEmpty() ? "too many wait behind it" : "too many wait behind it, and " + trouble;
    }

    private void deliver(Route route, Entry entry, Deque<Delivery> left) {
        Delivery delivery = left.peek();
        if (delivery == null) {
            take(route, entry);
            return;
        }
        route.outlet.receiver.sink().send(delivery).onSuccess(outcome -> {
            switch (outcome) {
                case Sink.Outcome.Delivered delivered -> {
                    left.poll();
                    works(route);
                    deliver(route, entry, left);
                }
                case Sink.Outcome.Failed(String reason) -> failed(route, entry, left, reason);
                case Sink.Outcome.Gone gone -> {
                    disable(route.outlet.receiver.id(), true);
                    aside(route, entry, left, "the receiver answered that it is gone");
                }
            }
        });
    }

    private void works(Route route) {
        Outlet outlet = route.outlet;
        route.failures = 0;
        outlet.metrics.delivered();
        outlet.metrics.up(true);
        if (outlet.failures > 0) {
            outlet.failures = 0;
            outlet.trouble = "";
            // Whoever waits for the end of a long pause waited for this.
            outlet.routes.values().forEach(other -> other.notBefore = 0);
            outlet.routes.values().stream().filter(other -> !other.busy).forEach(outlet.ready::add);
        }
    }

    private void failed(Route route, Entry entry, Iterable<Delivery> left, String reason) {
        Outlet outlet = route.outlet;
        long now = clock.getAsLong();
        outlet.metrics.failed();
        outlet.metrics.up(false);
        outlet.trouble = reason;
        if (outlet.failures++ == 0) {
            outlet.failingSince = now;
        }
        route.failures++;
        if (now - entry.at() >= route.schedule().giveUp()) {
            aside(route, entry, left, reason);
        } else {
            stop(route, route.schedule().pause(route.failures, random.nextDouble()));
        }
    }

    private void take(Route route, Entry entry) {
        store.take(route.line, List.of(entry.seq())).onComplete(done -> {
            route.loaded.poll();
            if (done.failed()) {
                // It was told, and may be told again.
                stop(route, route.schedule().first());
                return;
            }
            route.failures = 0;
            route.waiting = done.result();
            if (done.result() == 0) {
                finish(route);
            } else {
                next(route);
            }
        });
    }

    /** Puts an event where operators find it, and lets the ones behind it pass. */
    private void aside(Route route, Entry entry, Iterable<Delivery> deliveries, String reason) {
        List<Step> notes = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            JsonObject dead = new JsonObject()
                    .put("type", delivery.type().code())
                    .put("payload", delivery.body())
                    .put("line", route.line)
                    .put("reason", reason)
                    .put("at", entry.at());
            notes.add(new Step.Note(
                    delivery.type().code(),
                    delivery.id(),
                    dead.encode(),
                    clock.getAsLong(),
                    route.schedule().dead()));
        }
        String dead = Topic.dead().line(route.outlet.receiver.id());
        store.write(dead, batch(notes)).onComplete(done -> {
            if (done.failed()) {
                stop(route, route.schedule().first());
            } else {
                notes.forEach(note -> route.outlet.metrics.dead());
                for (int over = done.result() - route.schedule().dead(); over > 0; over--) {
                    lost.run();
                }
                take(route, entry);
            }
        });
    }

    /** Each of a writer of its own: several are on their way to one line, and none is ever sent twice. */
    private Batch batch(List<Step> steps) {
        return new Batch(writer + "." + ++batches, 1, steps);
    }

    /** A receiver is told nothing any more, or again. */
    void disable(String receiver, boolean disabled) {
        Outlet outlet = outlets.get(receiver);
        if (outlet != null && outlet.disabled != disabled) {
            outlet.disabled = disabled;
            outlet.failures = 0;
            outlet.trouble = disabled ? "it answered that it is gone (410)" : "";
            outlet.routes.values().forEach(route -> route.notBefore = 0);
        }
    }

    boolean isDisabled(String receiver) {
        Outlet outlet = outlets.get(receiver);
        return outlet != null && outlet.disabled;
    }

    /** What is wrong with a receiver, as far as this node knows. */
    Optional<String> trouble(String receiver) {
        Outlet outlet = outlets.get(receiver);
        return outlet == null || outlet.trouble.isEmpty() ? Optional.empty() : Optional.of(outlet.trouble);
    }

    @Nullable
    Receiver receiver(String id) {
        Outlet outlet = outlets.get(id);
        return outlet == null ? null : outlet.receiver;
    }

    /** Sends once more what was put aside; completes when it waits in its line again. */
    Future<String> replay(String receiver, Entry dead) {
        JsonObject body = new JsonObject(dead.body());
        String line = body.getString("line");
        Step note = new Step.Note(
                Rendering.AGAIN + body.getString("type"), dead.key(), body.getString("payload"), clock.getAsLong(), 0);
        String aside = Topic.dead().line(receiver);
        return store.write(line, batch(List.of(note)))
                .compose(written -> store.take(aside, List.of(dead.seq())))
                .map(line);
    }
}
