package io.ringway.gateway.webhooks;

import io.ringway.cluster.outbox.Entry;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.gateway.metrics.WebhookMetrics;
import java.util.ArrayDeque;
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
    private final DeadLetters dead;

    Dispatch(
            List<Receiver> receivers,
            Function<String, WebhookMetrics> metrics,
            OutboxStore store,
            DeadLetters dead,
            Nodes nodes,
            LongSupplier clock,
            RandomGenerator random) {
        receivers.forEach(receiver -> outlets.put(receiver.id(), new Outlet(receiver, metrics.apply(receiver.id()))));
        this.store = store;
        this.dead = dead;
        this.nodes = nodes;
        this.clock = clock;
        this.random = random;
    }

    /** There may be something to tell in a line; -1 where it is not known how much. */
    void news(String line, int waiting) {
        Route route = route(line);
        if (route != null) {
            route.waiting = Math.max(waiting, route.waiting);
            route.again = true;
            offer(route);
        }
    }

    private @Nullable Route route(String line) {
        Outlet outlet = outlets.get(Topic.receiver(line));
        Topic topic = Topic.of(line).orElse(null);
        if (outlet == null || topic == null || topic.kind() == Topic.Kind.DEAD) {
            return null;
        }
        return outlet.routes.computeIfAbsent(line, fresh -> new Route(outlet, line, topic));
    }

    /** A line is to put so many bytes of its oldest events aside. What it is doing already is not added to. */
    void shed(Overflow.Order order) {
        Route route = route(order.line());
        if (route != null && route.excess <= 0) {
            route.excess = order.bytes();
            route.again = true;
            offer(route);
        }
    }

    /** How many bytes wait for each receiver, as whoever looks through all lines has found. */
    void waits(Map<String, Long> bytes) {
        outlets.values().forEach(outlet -> outlet.metrics.waits(bytes.getOrDefault(outlet.receiver.id(), 0L)));
    }

    private void offer(Route route) {
        if (!route.busy && isDue(route)) {
            route.outlet.ready.add(route);
            pump(route.outlet);
        }
    }

    private boolean isDue(Route route) {
        return route.notBefore <= clock.getAsLong() || route.excess > 0 || route.isOverfull(false);
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
                route.excess = 0;
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
        } else if (route.excess > 0) {
            route.excess -= entry.bytes();
            aside(route, entry, deliveries, tooMany(route));
        } else if (route.isOverfull(isMessage(entry))) {
            route.blameTheFirst();
            aside(route, entry, deliveries, tooMany(route));
        } else if (isHopeless(route, entry)) {
            aside(route, entry, deliveries, route.outlet.trouble);
        } else if (route.outlet.disabled) {
            // It waits, and is looked at when its time is up at the latest.
            long left = age(entry) + route.schedule().giveUp() - clock.getAsLong();
            stop(route, Math.clamp(left, 1, route.schedule().longest()));
        } else {
            deliver(route, entry, new ArrayDeque<>(deliveries));
        }
    }

    /** Since when it waits: an event that was sent once more begins anew. */
    private static long age(Entry entry) {
        return Math.max(entry.at(), entry.again());
    }

    /** Of what waited behind others for as long as is tried at all, nothing more is asked of a receiver that is away. */
    private boolean isHopeless(Route route, Entry entry) {
        long now = clock.getAsLong();
        Schedule schedule = route.schedule();
        Outlet outlet = route.outlet;
        boolean isAway = outlet.disabled || (outlet.isFailing() && now - outlet.failingSince >= schedule.giveUp());
        return isAway && now - age(entry) >= schedule.giveUp();
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
                    next(route);
                }
            }
        });
    }

    private void works(Route route) {
        Outlet outlet = route.outlet;
        route.goesOn();
        outlet.taken++;
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
        route.refused();
        if (now - age(entry) >= route.schedule().giveUp()) {
            aside(route, entry, left, reason);
        } else {
            stop(route, route.schedule().pause(route.failures, random.nextDouble()));
        }
    }

    private void take(Route route, Entry entry) {
        store.take(route.line, entry).onComplete(done -> {
            route.loaded.poll();
            if (done.failed()) {
                // It was told, and may be told again.
                stop(route, route.schedule().first());
                return;
            }
            if (done.result() == OutboxStore.CHANGED) {
                // It was sent once more meanwhile, or more of it: that is read anew, and told before what comes after.
                stop(route, 0);
                return;
            }
            route.goesOn();
            route.waiting = done.result();
            if (done.result() == 0) {
                route.excess = 0;
                finish(route);
            } else {
                next(route);
            }
        });
    }

    /** Puts an event where operators find it, and lets the ones behind it pass. */
    private void aside(Route route, Entry entry, Iterable<Delivery> deliveries, String reason) {
        dead.put(route.outlet.receiver, route.line, entry, deliveries, reason).onComplete(done -> {
            if (done.failed()) {
                stop(route, route.schedule().first());
            } else {
                for (int parts = done.result(); parts > 0; parts--) {
                    route.outlet.metrics.dead();
                }
                take(route, entry);
            }
        });
    }

    /** A receiver is told nothing any more, or again. */
    void disable(String receiver, boolean disabled) {
        Outlet outlet = outlets.get(receiver);
        if (outlet != null && outlet.disabled != disabled) {
            outlet.disabled = disabled;
            outlet.failures = 0;
            if (disabled) {
                outlet.metrics.up(false);
            }
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
}
