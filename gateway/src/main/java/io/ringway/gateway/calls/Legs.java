package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.CallHandover;
import io.ringway.gateway.protocol.envelope.Tenure;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of this node's connections takes part in which call, wherever the call is owned. Learns from the call events that
 * pass by, and holds back what must not reach a connection: an end it was never told the beginning of, a second end, and
 * anything after the end.
 *
 * <p>For wires that know no call ids it also says which call is meant between two connections, with {@link Aliases}.
 *
 * <p>Pure and single threaded, as {@link CallCore}.
 */
public final class Legs {
    private static final int MERGED = 1_000;

    private final LegTable legs = new LegTable();
    private final LegMarks marks = new LegMarks();
    private final Map<LegRef, CallId> merged = new Recent<>(MERGED);
    private final EndedCalls ended = new EndedCalls();
    private final Aliases aliases = new Aliases();

    /** A connection of this node begins a call; it is told nothing of it before somebody answers. */
    public Leg calling(CallId call, Cid caller, CallTarget target) {
        return add(
                switch (target) {
                    case CallTarget.Connection(Cid cid) -> Leg.outgoing(call, caller, null, cid, cid);
                    case CallTarget.User(var user) -> Leg.outgoing(call, caller, user, null, null);
                });
    }

    /**
     * As {@link #calling(CallId, Cid, CallTarget)}, by a client that has a name of its own for the connection it rings.
     *
     * @param peerOnWire the name, which stays the same for the whole call
     */
    public Leg calling(CallId call, Cid caller, Cid target, Cid peerOnWire) {
        return add(Leg.outgoing(call, caller, null, target, peerOnWire));
    }

    /** The connection that a caller rings does ring, and is that user's. Nothing where the caller has no leg here, or knows. */
    public void ringing(CallId call, Cid caller, Sender callee) {
        Leg leg = leg(caller, call);
        if (leg != null
                && leg.outgoing()
                && leg.peerUser() == null
                && leg.peer() != null
                && leg.peer().equals(callee.cid())) {
            add(leg.ringing(callee.user()));
        }
    }

    /** A callee of this node asks to accept. */
    public void accepting(Leg leg, long now) {
        if (leg(leg.local(), leg.call()) != null) {
            add(leg.accepting(now));
        }
    }

    /**
     * A caller of this node gives up its call, and asks to accept that of its callee instead.
     *
     * @return the leg in the call it accepts
     */
    public Leg merging(Leg own, CallId into, Sender caller, long now) {
        remove(own);
        merged(own.call(), own.local(), into);
        return add(Leg.incoming(into, own.local(), caller, caller.cid()).accepting(now));
    }

    /** A caller of this node gives up its call for that of its callee, which it has answered, and hears nothing more of its own. */
    public void giveUp(Leg own, Leg instead) {
        remove(own);
        aliases.givenUp(own, instead);
    }

    /** A connection of this node asks to take a call over from another of its user; what it is told next says the rest. */
    public Leg taking(CallId call, Cid local, NodeRef owner) {
        return add(Leg.taking(call, local, owner));
    }

    /** A leg that the owner of its call has handed to this node. */
    public void seat(Leg leg) {
        add(leg);
    }

    /** As {@link #seat(Leg)}, of a connection that has a leg, and has heard more of the call than its owner's node can say. */
    public Leg seat(Leg known, Leg seat) {
        return add(known.seated(seat));
    }

    /** Another node owns the call of a leg from now on. */
    public void owned(Leg leg, NodeRef owner) {
        if (leg(leg.local(), leg.call()) != null) {
            add(leg.ownedBy(owner));
        }
    }

    /** Another node owns a call of this one from now on. */
    public void hand(CallId call, Tenure tenure) {
        legs.all().filter(leg -> leg.call().equals(call)).toList().forEach(leg -> add(leg.in(tenure)));
    }

    /** Lets nothing of a call reach a connection that has no part in it: the connection knows how that call ended. */
    public void silence(CallId call, Cid local) {
        silence(new CallHandover.Ended(call, true), local);
    }

    /** As {@link #silence(CallId, Cid)}, of a connection that comes from another node. */
    public void silence(CallHandover.Ended ended, Cid local) {
        Leg leg = leg(local, ended.call());
        if (leg == null || leg.isTaking()) {
            this.ended.add(local, ended.call(), ended.tookPart());
        }
    }

    /** A connection gave up its call and accepted another instead. */
    public void merged(CallId own, Cid local, CallId into) {
        merged.put(new LegRef(own, local), into);
    }

    /** The leg in the call for which that one was given up, while it lives: who ends the one ends the other. */
    public @Nullable Leg instead(Cid local, CallId own) {
        CallId into = merged.get(new LegRef(own, local));
        return into == null ? null : leg(local, into);
    }

    /** The call by which this connection calls the one that calls it; null where there is none such. */
    public @Nullable Leg crossed(Cid local, Sender caller) {
        return legs.of(local).filter(leg -> leg.rings(caller)).findFirst().orElse(null);
    }

    /** The ring that this connection hears from the one it is about to call; null where there is none such. */
    public @Nullable Leg ringingFrom(Cid local, CallTarget target) {
        return legs.of(local)
                .filter(leg -> !leg.outgoing() && !leg.accepted() && isFrom(leg, target))
                .findFirst()
                .orElse(null);
    }

    private static boolean isFrom(Leg leg, CallTarget target) {
        return switch (target) {
            case CallTarget.Connection(Cid cid) -> cid.equals(leg.peer());
            case CallTarget.User(var user) -> user.equals(leg.peerUser()) && !leg.isStarting();
        };
    }

    /**
     * Whether this connection is in a call, or begins one; not where it is only rung.
     *
     * @param but the call that is asked about, and by whom: who rings this one at the same time does not wait
     */
    public boolean isBusy(Cid local, CallId but, Sender caller) {
        return legs.of(local).anyMatch(leg -> leg.accepted() || (leg.outgoing() && !leg.isTo(but, caller)));
    }

    /** Whether this connection hears that call's ring. */
    public boolean isRinging(Cid local, CallId call) {
        Leg leg = leg(local, call);
        return leg != null && !leg.outgoing() && !leg.accepted();
    }

    /** How many calls a connection is in that it has begun, accepted or asked for: all but those that only ring. */
    public long ownOf(Cid local) {
        return legs.of(local).filter(leg -> leg.outgoing() || leg.accepted()).count();
    }

    /**
     * A call event on its way to a connection of this node.
     *
     * @return the leg it belongs to, as it is after the event; null where the event must not be delivered
     */
    public @Nullable Leg pass(Cid to, Event.OfCall event, long now) {
        return switch (event) {
            case Event.Incoming incoming -> incoming(to, incoming);
            case Event.Accepted accepted -> accepted(to, accepted, now);
            case Event.Moved moved -> moved(to, moved);
            case Event.Taken taken -> taken(to, taken, now);
            case Event.Closed closed -> closed(to, closed);
            case Event.Merged merged -> null;
            case Event.Signalled e -> ofParty(to, e.call());
            case Event.Waiting e -> leg(to, e.call());
            case Event.SignalRefused e -> leg(to, e.call());
            case Event.PeerSuspect e -> peerLost(to, e.call(), true);
            case Event.PeerBack e -> peerLost(to, e.call(), false);
        };
    }

    /** An event that none but the two parties of an answered call are told. */
    private @Nullable Leg ofParty(Cid to, CallId call) {
        Leg leg = leg(to, call);
        return leg == null || leg.confirmed() || !leg.accepted() ? leg : add(leg.confirming());
    }

    private @Nullable Leg peerLost(Cid to, CallId call, boolean lost) {
        Leg leg = ofParty(to, call);
        marks.peerLost(new LegRef(call, to), leg != null && lost);
        return leg;
    }

    /** A party asks to end its call: whatever becomes of what it asks, it will have no part in the call any more. */
    public void hangingUp(Leg leg) {
        if (leg(leg.local(), leg.call()) != null) {
            marks.hangingUp(LegRef.of(leg));
        }
    }

    public boolean isHungUp(Leg leg) {
        return marks.isHungUp(LegRef.of(leg));
    }

    /** What a connection was told last of the other party. */
    public boolean isPeerLost(Leg leg) {
        return marks.isPeerLost(LegRef.of(leg));
    }

    private @Nullable Leg incoming(Cid to, Event.Incoming incoming) {
        Cid caller = incoming.caller().cid();
        if (knows(to, incoming.call()) || to.equals(caller)) {
            return null;
        }
        Cid onWire = caller == null || !needsAlias(to, caller) ? caller : aliases.give(to, caller, incoming.call());
        return add(Leg.incoming(incoming.call(), to, incoming.caller(), onWire));
    }

    private @Nullable Leg accepted(Cid to, Event.Accepted accepted, long now) {
        Leg leg = leg(to, accepted.call());
        if (leg == null || leg.accepted()) {
            return null;
        }
        return add(leg.acceptedBy(accepted.callee(), now));
    }

    private @Nullable Leg moved(Cid to, Event.Moved moved) {
        Leg leg = leg(to, moved.call());
        marks.peerLost(new LegRef(moved.call(), to), false);
        return leg == null ? null : add(leg.movedTo(moved.peer()));
    }

    private @Nullable Leg taken(Cid to, Event.Taken taken, long now) {
        Leg leg = leg(to, taken.call());
        if (leg == null) {
            return null;
        }
        ended.remove(to, taken.call());
        // Who had it before only begins anew.
        return leg.confirmed() ? leg : add(leg.taken(taken.peer(), !taken.polite(), now));
    }

    private @Nullable Leg closed(Cid to, Event.Closed closed) {
        Leg leg = leg(to, closed.call());
        if (leg == null || (closed.reason() == CloseReason.ANSWERED_ELSEWHERE && isParty(leg, closed.by()))) {
            return null;
        }
        if (leg.confirmed() && closed.reason().isOfRing()) {
            // As an owner says that was away, and has not heard that it is none any more.
            return null;
        }
        remove(leg);
        return leg;
    }

    /** The end of a call for a user's other connections is not the end for the caller, and the one who answered. */
    private static boolean isParty(Leg leg, @Nullable Sender winner) {
        return leg.outgoing() || (winner != null && leg.local().equals(winner.cid()));
    }

    public @Nullable Leg leg(Cid local, CallId call) {
        return legs.find(local, call);
    }

    /** Whether a connection is in this call, or was, or asked for it in vain. */
    public boolean knows(Cid local, CallId call) {
        return leg(local, call) != null || closed(local, call);
    }

    /** Whether a connection takes part in this call, or did: to ask for it is not enough. */
    public boolean tookPart(Cid local, CallId call) {
        Leg leg = leg(local, call);
        return (leg != null && !leg.isTaking()) || ended(local, call);
    }

    /** Whether a connection was in this call, and it is over, as far as this node remembers. */
    public boolean ended(Cid local, CallId call) {
        return ended.tookPart(local, call);
    }

    /** As {@link #ended(Cid, CallId)}, or it asked for the call in vain. */
    public boolean closed(Cid local, CallId call) {
        return ended.contains(local, call);
    }

    /** What was over for a connection, as far as this node remembers; for the node it goes to. */
    public List<CallHandover.Ended> endedCalls(Cid local) {
        return ended.of(local);
    }

    /** The calls between a connection of this node and one that it names as its wire does, the newest first. */
    public List<Leg> between(Cid local, Cid peerOnWire) {
        return legs.between(local, peerOnWire);
    }

    /** Every leg of a connection of this node. */
    public List<Leg> ofConnection(Cid local) {
        return legs.of(local).toList();
    }

    /** What clients that know no call ids call others. */
    public Aliases aliases() {
        return aliases;
    }

    /** Forgets a connection; the calls it was in are to be told to their owners. */
    public List<Leg> gone(Cid local) {
        aliases.gone(local);
        ended.gone(local);
        List<Leg> gone = legs.removeAll(local);
        gone.forEach(leg -> marks.forget(LegRef.of(leg)));
        return gone;
    }

    /** As {@link #gone}, of a connection that goes to another node; returns what that needs of its legs. */
    public List<CallHandover.Carried> leave(Cid local, long now) {
        List<CallHandover.Carried> carried = legs.of(local)
                .map(leg -> new CallHandover.Carried(leg.part(now), isPeerLost(leg), isHungUp(leg)))
                .toList();
        gone(local);
        return carried;
    }

    /** A leg of a connection that has come from another node, as it is here. */
    public void arrive(Leg leg, CallHandover.Carried carried) {
        add(leg);
        marks.peerLost(LegRef.of(leg), carried.peerLost());
        if (carried.hungUp()) {
            marks.hangingUp(LegRef.of(leg));
        }
    }

    /** The legs in calls that a lost node owned, in this or an earlier life. */
    public List<Leg> orphans(NodeRef node) {
        return legs.all()
                .filter(leg -> leg.owner().id() == node.id() && leg.owner().incarnation() <= node.incarnation())
                .toList();
    }

    /** The call is over as far as this connection is concerned, which is to be told the end. Nothing where it has none. */
    public void end(Leg leg) {
        if (leg(leg.local(), leg.call()) != null) {
            remove(leg);
        }
    }

    /**
     * Every leg there is, for {@link CallInput.Alive} to its owner; where the owner is no node of the cluster any more,
     * for {@link #orphans}.
     */
    public List<Leg> all() {
        return legs.all().toList();
    }

    /** How many legs there are. */
    public int size() {
        return legs.size();
    }

    private Leg add(Leg leg) {
        return legs.put(leg);
    }

    private void remove(Leg leg) {
        legs.remove(leg);
        marks.forget(LegRef.of(leg));
        ended.add(leg.local(), leg.call(), !leg.isTaking());
        if (!leg.outgoing() && !leg.accepted() && leg.peer() != null) {
            aliases.unanswered(leg.local(), leg.peer());
        }
    }

    private boolean needsAlias(Cid local, Cid caller) {
        return !between(local, caller).isEmpty() || aliases.isOnFile(local, caller);
    }
}
