package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.CallTarget;
import io.ringway.gateway.calls.Effect;
import io.ringway.gateway.calls.Leg;
import io.ringway.gateway.calls.LegRef;
import io.ringway.gateway.calls.Legs;
import io.ringway.gateway.protocol.CallHead;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.CallHandover;
import io.ringway.gateway.protocol.envelope.CallStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.Recipient;
import io.ringway.gateway.protocol.envelope.Tenure;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.calls.HeardRings.Heard;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rings that connections of this node hear, for the day that their caller's node is lost. They go on for as long as the caller
 * is waited for, without an owner: nobody wins meanwhile, what devices ask is kept. The node that the caller comes back to is given
 * what is left of the ring by those where it is heard, owns it, and decides. Hub only.
 */
final class KeptRings {
    private final Calling calling;
    private final Cluster cluster;
    private final Sessions sessions;
    private final InstantSource clock;
    private final Legs legs;
    private final long graceMillis;

    /** What is heard here, and would be lost with its owner. */
    private final HeardRings heard = new HeardRings();

    /** Those of them whose owner is lost, and until when their callers are waited for. */
    private final Map<LegRef, Long> ownerless = new HashMap<>();

    /** Callers who have come to this node, and of whose rings not every node has said what it knows. */
    private final Map<Cid, Arrival> arrivals = new HashMap<>();

    /**
     * @param rings what others have kept, by one of those who hear it
     * @param winners who have answered before the owner was lost
     */
    private record Arrival(List<Kept> rings, Map<CallId, Sender> winners) {}

    private record Kept(Sender callee, CallHandover.Owned ring) {}

    KeptRings(Calling calling, Calling.Parts parts, Legs legs) {
        this.calling = calling;
        cluster = parts.cluster();
        sessions = parts.sessions();
        clock = parts.clock();
        graceMillis = parts.options().graceMillis();
        this.legs = legs;
    }

    /** A connection of this node rings. One whose wire has no names for calls can be given to no other owner, nor can its caller. */
    void hears(Session session, Event.Incoming ring, CallTarget target) {
        boolean names = session.dialect().namesCalls() && ring.merges();
        if (graceMillis > 0 && names && !ring.starts() && ring.caller().cid() != null) {
            heard.add(new LegRef(ring.call(), session.cid()), target, ring, clock.millis() + ring.ringMs());
        }
    }

    /** The owner of a ring is lost; false where it is over. */
    boolean outlives(Leg leg) {
        LegRef ref = new LegRef(leg.call(), leg.local());
        Cid caller = leg.peer();
        if (ownerless.containsKey(ref)) {
            return true;
        }
        if (caller == null || leg.confirmed() || heard.find(ref) == null) {
            return false;
        }
        ownerless.put(ref, clock.millis() + Math.max(graceMillis, cluster.graceOf(caller)));
        return true;
    }

    /** Keeps in mind what a device asks of a ring; false where there is an owner to be asked, as far as is known here. */
    boolean keeps(Leg leg, CallStep step) {
        LegRef ref = new LegRef(leg.call(), leg.local());
        if (step instanceof CallStep.Accept || step instanceof CallStep.Hangup) {
            heard.asks(ref, step);
        }
        return ownerless.containsKey(ref);
    }

    /** The ring has an owner again, who is asked what these devices have asked. */
    void owned(CallId call, List<Cid> devices) {
        askAgain(devices.stream()
                .map(device -> new LegRef(call, device))
                .filter(ref -> ownerless.remove(ref) != null)
                .toList());
    }

    /** The owner that was asked before may have let this device win, or another, or never have heard of it. */
    private void askAgain(List<LegRef> refs) {
        heard.inOrder(refs).forEach(this::askAgain);
    }

    private void askAgain(LegRef ref) {
        Heard ring = heard.find(ref);
        Leg leg = legs.leg(ref.cid(), ref.call());
        Session session = sessions.find(ref.cid());
        if (ring != null && ring.asked() != null && leg != null && session != null) {
            calling.step(leg, session.sender(), ring.asked());
        }
    }

    /** The caller's node is lost, and it has come to another, maybe this one, which goes on with its rings. */
    void give(Cid caller, NodeRef at) {
        if (at.id() == cluster.self().id()) {
            arrivals.put(caller, new Arrival(new ArrayList<>(), new HashMap<>()));
        }
        List<LegRef> given = new ArrayList<>();
        for (Leg leg : legs.all()) {
            Session session = sessions.find(leg.local());
            if (!caller.equals(leg.peer()) || leg.outgoing() || session == null || isOwn(leg)) {
                continue;
            }
            Heard ring = heard.find(LegRef.of(leg));
            if (leg.confirmed()) {
                say(at, new Envelope.CallAnswered(session.sender(), leg.call(), caller));
            } else if (ring != null) {
                give(session, leg, ring, at);
                given.add(LegRef.of(leg));
            }
        }
        askAgain(given);
    }

    private boolean isOwn(Leg leg) {
        return leg.owner().id() == cluster.self().id() && calling.core().knows(leg.call());
    }

    /** Before anything is asked of the new owner, who hears of the ring first. */
    private void give(Session session, Leg leg, Heard ring, NodeRef at) {
        Envelope left = new Envelope.CallRingKept(session.sender(), left(session, leg, ring));
        if (leg.owner().id() != at.id()) {
            legs.seat(leg.in(leg.tenure().next(at)));
        }
        // Where that is this node, the ring may be over with it.
        say(at, left);
        ownerless.remove(LegRef.of(leg));
    }

    private void say(NodeRef at, Envelope news) {
        if (at.id() != cluster.self().id()) {
            cluster.post(at, EnvelopeCodec.encode(news));
        } else {
            hear(news);
        }
    }

    /** Another node says what it knows of the rings of a caller who has come to this one; false where it says something else. */
    boolean hear(Envelope news) {
        switch (news) {
            case Envelope.CallRingKept(Sender callee, var ring) -> kept(callee, ring);
            case Envelope.CallAnswered(Sender callee, CallId call, Cid caller) -> {
                Arrival arrival = arrivals.get(caller);
                if (arrival != null) {
                    arrival.winners.put(call, callee);
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void kept(Sender callee, CallHandover.Owned ring) {
        Cid caller = ring.caller().cid();
        Arrival arrival = caller == null ? null : arrivals.get(caller);
        if (caller == null || arrival == null || calling.core().knows(ring.call())) {
            goOn(callee, ring);
        } else {
            boolean isFirst =
                    arrival.rings.stream().noneMatch(other -> other.ring.call().equals(ring.call()));
            arrival.rings.add(new Kept(callee, ring));
            if (isFirst) {
                // What devices ask of it comes before it is known what becomes of it.
                calling.transit().forget(ring.call());
                calling.transit().leaves(ring.call(), ring.progress().term(), caller, clock.millis());
            }
        }
    }

    /** Every node has said what it knows of this caller's rings, or does not answer. */
    void arrived(Cid caller) {
        Arrival arrival = arrivals.remove(caller);
        if (arrival == null) {
            return;
        }
        // What a witness says first: it knows whoever heard the ring, and each that has come back says so itself.
        for (Kept kept : arrival.rings.stream()
                .sorted(Comparator.comparing(kept -> !isOfWitness(kept.ring)))
                .toList()) {
            Sender winner = arrival.winners.get(kept.ring.call());
            if (winner == null) {
                goOn(kept.callee, kept.ring);
            } else {
                over(kept.callee, kept.ring, winner);
            }
        }
        calling.pushed().lostOf(caller).forEach(ring -> goOnPushed(caller, ring, arrival));
        arrival.rings.forEach(kept -> calling.handovers().kept(kept.ring.call(), cluster.self()));
    }

    private void over(Sender callee, CallHandover.Owned ring, Sender winner) {
        Event.OfCall elsewhere = new Event.Closed(ring.call(), CloseReason.ANSWERED_ELSEWHERE, winner);
        Cid device = Objects.requireNonNull(callee.cid(), "only connections ring");
        calling.effects()
                .apply(List.of(
                        switch (ring.target()) {
                            case Recipient.User(UserId user) -> new Effect.TellUser(user, elsewhere);
                            case Recipient.Connection(Tenant tenant, Cid cid) ->
                                new Effect.Tell(tenant, device, elsewhere);
                        }));
    }

    private CallHandover.Owned left(Session session, Leg leg, Heard heard) {
        Event.Incoming ring = heard.ring();
        CallHead known = leg.head();
        String caller = ring.caller().user().id();
        CallHead head = known != null
                ? known
                : new CallHead(caller, session.user().id(), ring.data().size(), heard.until() - ring.ringMs());
        return RingRemains.of(
                new RingRemains.Heard(heard.target(), ring, heard.until()),
                session.tenant(),
                head,
                leg.tenure().term(),
                List.of(),
                clock.millis());
    }

    /**
     * A caller that has come to this node rang that one: this node owns the call from now on. Its offer died with the owner
     * before, and its client says it again.
     */
    private void goOn(Sender callee, CallHandover.Owned ring) {
        Cid caller = ring.caller().cid();
        CallId call = ring.call();
        Session session = caller == null ? null : sessions.find(caller);
        Leg own = caller == null ? null : legs.leg(caller, call);
        if (isOfWitness(ring)) {
            goOnUnheard(session, own, ring);
        } else if (!calling.core().knows(call) && own != null) {
            // Another device has answered, whose node owns the call by now.
            calling.send(own.owner(), call, callee, new CallStep.Alive());
        } else if (calling.core().knows(call) || session == null || legs.closed(session.cid(), call)) {
            calling.stepHere(call, callee, new CallStep.Alive());
        } else {
            own(session, ring);
        }
    }

    private static boolean isOfWitness(CallHandover.Owned ring) {
        return !ring.suspects().isEmpty();
    }

    /** As {@link #goOn}, of a ring that nobody hears who could be told anything: its devices are waited for. */
    private void goOnUnheard(@Nullable Session session, @Nullable Leg own, CallHandover.Owned ring) {
        if (calling.core().knows(ring.call()) || own != null) {
            return;
        }
        if (session == null || legs.closed(session.cid(), ring.call())) {
            calling.witnessed().over(ring, CloseReason.DISCONNECTED);
        } else {
            own(session, ring);
        }
    }

    /** As {@link #goOn}, of a ring on devices that were pushed to: whoever opens the app hears it. */
    private void goOnPushed(Cid caller, CallHandover.Owned ring, Arrival arrival) {
        Session session = sessions.find(caller);
        boolean isOver = legs.leg(caller, ring.call()) != null || legs.closed(caller, ring.call());
        if (session != null
                && !isOver
                && !calling.core().knows(ring.call())
                && !arrival.winners.containsKey(ring.call())) {
            own(session, ring);
        }
    }

    /** A connection that has come to this node heard a ring on one that is lost, as its witness says; its client shows it already. */
    void returned(Cid device, NodeRef owner, CallHandover.Owned ring) {
        long now = clock.millis();
        Session session = sessions.find(device);
        if (session == null
                || !session.tenant().equals(ring.caller().user().tenant())
                || legs.knows(device, ring.call())) {
            return;
        }
        RingRemains.Heard remains = RingRemains.Heard.of(ring, now);
        Leg leg = legs.pass(device, remains.ring(), now);
        if (leg == null) {
            return;
        }
        Leg seat = leg.in(new Tenure(owner, ring.progress().term()))
                .with(ring.head().at(now));
        legs.seat(seat);
        hears(session, remains.ring(), remains.target());
        if (isThere(owner)) {
            calling.step(seat, session.sender(), new CallStep.Alive());
        } else {
            outlives(seat);
        }
    }

    private void own(Session session, CallHandover.Owned ring) {
        long now = clock.millis();
        List<Effect> begun = calling.core().install(List.of(ring), now);
        Leg leg = legs.calling(
                ring.call(),
                session.cid(),
                switch (ring.target()) {
                    case Recipient.Connection(var tenant, var cid) -> new CallTarget.Connection(cid);
                    case Recipient.User(var user) -> new CallTarget.User(user);
                });
        Tenure tenure = new Tenure(cluster.self(), ring.progress().term() + 1);
        legs.seat(leg.in(tenure).with(ring.head().at(now)));
        calling.effects().apply(begun);
    }

    /** Once a second. */
    void tick() {
        long now = clock.millis();
        for (LegRef ref : heard.inOrder(ownerless.keySet())) {
            Leg leg = legs.leg(ref.cid(), ref.call());
            if (leg == null) {
                ownerless.remove(ref);
            } else if (isThere(leg.owner())) {
                // It stood still, or was cut off, and is there again.
                owned(ref.call(), List.of(ref.cid()));
            } else {
                endInTime(ref, leg, now);
            }
        }
        heard.keep(ref -> {
            Leg leg = legs.leg(ref.cid(), ref.call());
            return leg != null && !leg.confirmed();
        });
    }

    private void endInTime(LegRef ref, Leg leg, long now) {
        Heard ring = heard.find(ref);
        boolean isOver = ring == null || ring.until() <= now;
        if (isOver || ownerless.getOrDefault(ref, now) <= now) {
            ownerless.remove(ref);
            boolean isDeclined = ring != null && ring.asked() instanceof CallStep.Hangup step && !step.thisDeviceOnly();
            CloseReason reason = isOver ? CloseReason.TIMEOUT : CloseReason.DISCONNECTED;
            calling.handovers().over(leg, isDeclined ? CloseReason.DECLINED : reason);
        }
    }

    private boolean isThere(NodeRef owner) {
        return owner.id() == cluster.self().id() || cluster.peers().stream().anyMatch(peer -> peer.id() == owner.id());
    }
}
