package io.ringway.gateway.peers;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Name;
import io.ringway.gateway.peers.Route.Waiting;
import io.ringway.gateway.protocol.peerjs.Parcel;
import io.ringway.gateway.protocol.peerjs.PeerEvent;
import io.ringway.gateway.protocol.peerjs.PeerType;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What this node's clients have sent and nobody has taken yet. For each receiver there is one queue, and one batch of it on
 * its way: what one client sends another arrives in that order, and once.
 */
final class Routes {
    private final PeerOptions options;
    private final PeerEffects effects;
    private final Function<Name, @Nullable Peer> here;
    private final Map<Name, Route> routes = new HashMap<>();
    private long waitingBytes;
    private long numbers;

    /** @param here finds the client of this node that holds a name */
    Routes(PeerOptions options, PeerEffects effects, Function<Name, @Nullable Peer> here) {
        this.options = options;
        this.effects = effects;
        this.here = here;
    }

    void send(long now, Peer sender, PeerType type, Name to, Bytes frame) {
        Parcel parcel = new Parcel(++numbers, sender.name, sender.cid, type, frame);
        Route route = routes.get(to);
        Peer receiver = here.apply(to);
        if (route == null && receiver != null) {
            hand(receiver, sender, parcel);
        } else if (!hasRoom(sender, frame)) {
            refuse(to, sender, type);
        } else if (route == null) {
            Route fresh = new Route(to);
            routes.put(to, fresh);
            enqueue(fresh, new Waiting(sender, parcel, now));
            look(fresh);
        } else {
            enqueue(route, new Waiting(sender, parcel, now));
        }
    }

    private void hand(Peer receiver, Peer sender, Parcel parcel) {
        sender.reached(receiver.name);
        effects.hand(receiver.cid, parcel);
    }

    /** Too much waits already: for this one nothing does any more. */
    private void refuse(Name to, Peer sender, PeerType type) {
        expire(to, Set.of(sender), type == PeerType.OFFER ? Set.of(sender) : Set.of());
    }

    private boolean hasRoom(Peer sender, Bytes frame) {
        return sender.waitingMessages < options.waitingMessages()
                && sender.waitingBytes + frame.size() <= options.waitingBytes()
                && waitingBytes + frame.size() <= options.allWaitingBytes();
    }

    private void enqueue(Route route, Waiting waiting) {
        route.queue.add(waiting);
        count(waiting, 1);
    }

    private void count(Waiting waiting, int sign) {
        int bytes = sign * waiting.parcel().frame().size();
        waiting.sender().waitingMessages += sign;
        waiting.sender().waitingBytes += bytes;
        waitingBytes += bytes;
    }

    private void look(Route route) {
        route.state = Route.State.LOOKING;
        effects.find(route.to);
    }

    /** @param holder null where nobody holds that name */
    void found(long now, Name to, @Nullable Cid holder) {
        Route route = routes.get(to);
        if (route == null || route.state != Route.State.LOOKING) {
            return;
        }
        Cid target = route.announced != null ? route.announced : holder;
        if (target != null) {
            deliver(route, target);
        } else {
            absent(now, route);
        }
    }

    /** The look-up was not answered: whoever has that client is asked to say so. */
    void unknown(long now, Name to) {
        Route route = routes.get(to);
        if (route == null || route.state != Route.State.LOOKING) {
            return;
        }
        if (route.announced != null) {
            deliver(route, route.announced);
        } else if (route.isLastTry) {
            expireDue(now, route);
        } else {
            route.state = Route.State.ABSENT;
            effects.seek(to);
        }
    }

    /** A client has come up, here or on another node. */
    void here(Name name, Cid cid) {
        Route route = routes.get(name);
        if (route == null) {
            return;
        }
        if (route.state == Route.State.ABSENT) {
            deliver(route, cid);
        } else {
            route.announced = cid;
        }
    }

    private void deliver(Route route, Cid target) {
        route.announced = null;
        Peer receiver = here.apply(route.to);
        if (receiver != null) {
            for (Waiting waiting : List.copyOf(route.queue)) {
                hand(receiver, waiting.sender(), waiting.parcel());
            }
            drop(route, waiting -> true);
            return;
        }
        route.state = Route.State.SENDING;
        route.target = target;
        List<Parcel> batch = route.batch();
        route.inFlight = batch.size();
        effects.relay(route.to, target, batch);
    }

    /** @param taken whether that connection has taken the batch */
    void relayed(long now, Name to, Cid target, boolean taken) {
        Route route = routes.get(to);
        if (route == null || route.state != Route.State.SENDING || !target.equals(route.target)) {
            return;
        }
        int sent = route.inFlight;
        route.inFlight = 0;
        if (taken) {
            for (int i = 0; i < sent; i++) {
                Waiting arrived = route.queue.remove();
                arrived.sender().reached(to);
                count(arrived, -1);
            }
            route.isLastTry = false;
        }
        Cid announced = route.announced;
        if (route.queue.isEmpty()) {
            routes.remove(to);
        } else if (announced != null && !announced.equals(target)) {
            deliver(route, announced);
        } else if (taken) {
            deliver(route, target);
        } else {
            absent(now, route);
        }
    }

    /** Nobody is there. Farewells, and what follows an offer that nobody took, are of no use to whoever comes later. */
    private void absent(long now, Route route) {
        route.announced = null;
        route.state = Route.State.ABSENT;
        Set<Peer> offering = senders(route, waiting -> waiting.parcel().type() == PeerType.OFFER);
        drop(
                route,
                waiting -> waiting.parcel().type() == PeerType.LEAVE
                        || (waiting.sender().hasGivenUp(route.to) && !offering.contains(waiting.sender())));
        if (route.isLastTry) {
            expireDue(now, route);
        }
    }

    private void expireDue(long now, Route route) {
        route.isLastTry = false;
        route.state = Route.State.ABSENT;
        Set<Peer> offering = senders(route, waiting -> waiting.parcel().type() == PeerType.OFFER);
        expire(route.to, senders(route, waiting -> now - waiting.since() >= options.waitMillis()), offering);
    }

    private static Set<Peer> senders(Route route, Predicate<Waiting> which) {
        return route.queue.stream()
                .filter(which)
                .map(Waiting::sender)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What these have sent is given up, and each is told once for an offer and what follows it. */
    private void expire(Name to, Set<Peer> senders, Set<Peer> offering) {
        Route route = routes.get(to);
        if (route != null && route.state != Route.State.SENDING) {
            drop(route, waiting -> senders.contains(waiting.sender()));
        }
        for (Peer sender : senders) {
            boolean isNews = offering.contains(sender) || !sender.hasGivenUp(to);
            sender.expired(to);
            Peer present = here.apply(sender.name);
            if (isNews && present != null && present.isSameClient(sender)) {
                effects.tell(present.cid, new PeerEvent.Expired(to));
            }
        }
    }

    private void drop(Route route, Predicate<Waiting> which) {
        route.queue.removeIf(waiting -> {
            boolean drops = which.test(waiting);
            if (drops) {
                count(waiting, -1);
            }
            return drops;
        });
        if (route.queue.isEmpty()) {
            routes.remove(route.to);
        }
    }

    /** Gives those whose time is up a last try: what announced them may have been lost on its way. */
    void tick(long now) {
        for (Route route : List.copyOf(routes.values())) {
            if (route.state == Route.State.ABSENT && route.isDue(now, options.waitMillis())) {
                route.isLastTry = true;
                look(route);
            }
        }
    }

    /** Bytes that wait. */
    long waitingBytes() {
        return waitingBytes;
    }

    boolean isEmpty() {
        return routes.isEmpty();
    }
}
