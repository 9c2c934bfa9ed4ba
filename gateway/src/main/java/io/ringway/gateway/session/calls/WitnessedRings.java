package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.CallMoment;
import io.ringway.gateway.calls.CallObserver;
import io.ringway.gateway.calls.CallTarget;
import io.ringway.gateway.protocol.CallHead;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.CallHandover;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.calls.SeenCalls.Seen;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rings that are heard on their owner's node: with it everybody there would be lost who knows of them. So the owner tells each to one
 * other node, its witness. Where the owner is lost, that one gives the ring to the node that the caller comes to, tells the nodes that the
 * devices come to of it, and enters it as missed where the caller does not come. Hub only.
 */
final class WitnessedRings implements CallObserver {
    /** Nodes with connections that hear a ring enter its end first: they know what those have said to it. */
    private static final long AFTER_OTHERS_MS = 2_000;

    private final Calling calling;
    private final Cluster cluster;
    private final Sessions sessions;
    private final Witnesses witnesses;
    private final CallObserver observer;
    private final InstantSource clock;
    private final long graceMillis;

    /** This node's own that others have been told of. */
    private final Map<CallId, Told> told = new HashMap<>();

    /** Those of others of which this node is the witness. */
    private final SeenCalls seen = new SeenCalls();

    /** Until when the callers of those are waited for whose owner is lost. */
    private final Map<CallId, Long> lost = new HashMap<>();

    /** This node in the life in which it has heard of all that it has seen. */
    private NodeRef self;

    /** The others as they were when it was last looked what of that is void. */
    private Set<NodeRef> peers = Set.of();

    /**
     * @param witness null where there is no other node, until one comes
     * @param onlyHere whether no other node has connections that hear it
     * @param until when it is over by itself
     */
    private record Told(
            @Nullable NodeRef witness,
            Tenant tenant,
            Set<Cid> devices,
            Event.Incoming ring,
            CallTarget target,
            boolean onlyHere,
            long until) {
        Told unwitnessed() {
            return new Told(null, tenant, devices, ring, target, onlyHere, until);
        }
    }

    WitnessedRings(Calling calling, Calling.Parts parts) {
        this.calling = calling;
        cluster = parts.cluster();
        self = cluster.self();
        sessions = parts.sessions();
        witnesses = new Witnesses(cluster);
        observer = parts.observer();
        clock = parts.clock();
        graceMillis = parts.options().graceMillis();
    }

    /** A ring of this node is heard here; on others, too, or nowhere else. */
    void rings(Event.Incoming ring, CallTarget target, boolean onlyHere) {
        rings(ring, target, onlyHere, null);
    }

    /** As {@link #rings}, by connections that have come since, of which some or none are on other nodes. */
    void ringsOnMore(Event.Incoming ring, CallTarget target, boolean onlyHere) {
        Told known = told.get(ring.call());
        rings(ring, target, onlyHere && known != null && known.onlyHere, null);
    }

    /** @param gone a node that may still be among the others; null for none */
    private void rings(Event.Incoming ring, CallTarget target, boolean onlyHere, @Nullable NodeRef gone) {
        boolean canGoOn = graceMillis > 0
                && ring.merges()
                && !ring.starts()
                && ring.caller().cid() != null;
        CallHead head = calling.core().headOf(ring.call());
        if (!canGoOn || head == null || !calling.core().isRinging(ring.call())) {
            return;
        }
        List<Session> devices = devices(ring.call(), target);
        Set<Cid> cids = new HashSet<>(devices.stream().map(Session::cid).toList());
        Told known = told.get(ring.call());
        if (devices.isEmpty()) {
            // Whoever heard it here has declined, or is gone: it is not to be given back to those.
            left(ring.call());
            return;
        }
        NodeRef witness =
                known != null && witnesses.isPeer(known.witness) ? known.witness : witnesses.choose(ring.call(), gone);
        boolean isKnown = known != null
                && known.devices.equals(cids)
                && known.onlyHere == onlyHere
                && Objects.equals(known.witness, witness);
        if (!isKnown) {
            Session first = devices.getFirst();
            long until = clock.millis() + ring.ringMs();
            told.put(ring.call(), new Told(witness, first.tenant(), cids, ring, target, onlyHere, until));
            if (witness != null) {
                // Of those elsewhere it is not known how many they are when this node is lost.
                int rung = onlyHere ? devices.size() : CallHandover.Ring.OTHERS_TOO;
                post(witness, new Envelope.CallWitnessed(cluster.self(), remains(ring, target, head, devices, rung)));
            }
        }
    }

    private List<Session> devices(CallId call, CallTarget target) {
        List<Session> there = switch (target) {
            case CallTarget.User(var user) -> List.copyOf(sessions.of(user));
            case CallTarget.Connection(Cid cid) -> {
                Session session = sessions.find(cid);
                yield session == null ? List.of() : List.of(session);
            }
        };
        return there.stream()
                .filter(session ->
                        session.dialect().namesCalls() && calling.legs().isRinging(session.cid(), call))
                .toList();
    }

    private CallHandover.Owned remains(
            Event.Incoming ring, CallTarget target, CallHead head, List<Session> devices, int rung) {
        long now = clock.millis();
        Session first = devices.getFirst();
        Integer term = calling.core().termOf(ring.call());
        CallHandover.Owned remains = RingRemains.of(
                new RingRemains.Heard(target, ring, now + ring.ringMs()),
                first.tenant(),
                head.rung(first.user().id()),
                term == null ? 0 : term,
                calling.core().declinedOn(ring.call()),
                now);
        return RingRemains.awaiting(
                remains,
                ring.ringMs(),
                0,
                devices.stream()
                        .map(device -> new CallHandover.Suspect(device.cid(), graceMillis))
                        .toList(),
                rung);
    }

    @Override
    public void on(CallMoment moment) {
        if (moment instanceof CallMoment.Answered || moment instanceof CallMoment.Ended) {
            left(moment.call());
        }
    }

    /** Where it goes on to ring, its next owner finds a witness for it. */
    @Override
    public void left(CallId call) {
        Told was = told.remove(call);
        if (was != null && was.witness != null && witnesses.isPeer(was.witness)) {
            post(was.witness, new Envelope.CallForgotten(was.tenant, call, cluster.self()));
        }
    }

    /** What other nodes say of their rings; false where it is something else. */
    boolean hear(Envelope news) {
        switch (news) {
            case Envelope.CallWitnessed(NodeRef owner, var ring)
            when ring.progress().stage() == CallHandover.Stage.RINGING -> {
                // Else what is said to this node in its next life would be void with what was said before.
                refreshIfOthers();
                if (seen.put(new Seen(owner, ring, clock.millis(), false))) {
                    lost.remove(ring.call());
                }
            }
            case Envelope.CallForgotten(var tenant, CallId call, NodeRef owner) -> {
                Seen ring = seen.find(call);
                if (ring != null && ring.owner().id() == owner.id()) {
                    forget(call);
                }
            }
            case Envelope.RingReturned(Cid device, NodeRef owner, var ring) ->
                calling.kept().returned(device, owner, ring);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean isHeardElsewhere(Seen ring) {
        return ring.call().ring().heardBy() == CallHandover.Ring.OTHERS_TOO;
    }

    private void forget(CallId call) {
        seen.remove(call);
        lost.remove(call);
    }

    /**
     * Where one of the two was counted out by the other, and is there again in another life, the owner may have said in vain that a ring is
     * over. So what was said before is void, and owners say again what rings.
     */
    private void refresh() {
        boolean isAnother = !self.equals(cluster.self());
        peers = cluster.peers();
        for (Seen ring : seen.all()) {
            if ((isAnother && !ring.given()) || witnesses.isThereAgain(ring.owner())) {
                forget(ring.call().call());
            }
        }
        if (isAnother) {
            self = cluster.self();
            List.copyOf(told.values()).forEach(ring -> tellAgain(ring, null));
        }
    }

    /** As {@link #refresh}, for what comes often: what a node of an earlier life has said late stays until the next tick. */
    private void refreshIfOthers() {
        if (!self.equals(cluster.self()) || !peers.equals(cluster.peers())) {
            refresh();
        }
    }

    /** @param gone a node that may still be among the others; null for none */
    private void tellAgain(Told was, @Nullable NodeRef gone) {
        if (!calling.core().isRinging(was.ring.call())) {
            told.remove(was.ring.call());
            return;
        }
        // Where there is no other node, one may come.
        told.put(was.ring.call(), was.unwitnessed());
        rings(was.ring.withRingMs(Math.max(1, was.until - clock.millis())), was.target, was.onlyHere, gone);
    }

    /** The rings of a lost owner wait for their callers, and those of a lost witness have another. */
    void nodeDown(NodeRef node) {
        refresh();
        long now = clock.millis();
        for (Seen ring : seen.all()) {
            if (ring.owner().id() == node.id() && !ring.given()) {
                long grace = Math.max(graceMillis, cluster.graceOf(ring.caller()));
                lost.putIfAbsent(ring.call().call(), now + grace + (isHeardElsewhere(ring) ? AFTER_OTHERS_MS : 0));
            }
        }
        for (Told was : List.copyOf(told.values())) {
            if (was.witness != null && was.witness.id() == node.id()) {
                tellAgain(was, node);
            }
        }
    }

    /** A connection whose node is lost has come to another, maybe this one: as the caller it goes on with the ring, or it hears it. */
    void asked(Cid cid, NodeRef at) {
        refreshIfOthers();
        for (Seen ring : seen.of(cid)) {
            if (cid.equals(ring.caller())
                    && !ring.given()
                    && at.id() != ring.owner().id()) {
                give(ring, at);
            } else if (ring.devices().contains(cid)) {
                say(at, new Envelope.RingReturned(cid, ring.owner(), left(ring)));
            }
        }
    }

    private void give(Seen ring, NodeRef at) {
        CallHandover.Owned left = left(ring);
        Sender callee = new Sender(calleeOf(left), ring.devices().getFirst());
        lost.remove(left.call());
        seen.put(new Seen(at, left, clock.millis(), true));
        say(at, new Envelope.CallRingKept(callee, left));
    }

    private static UserId calleeOf(CallHandover.Owned ring) {
        return new UserId(
                ring.caller().user().tenant(),
                Objects.requireNonNull(ring.head().callee(), "whoever rings is known"));
    }

    /** As it is now. */
    private CallHandover.Owned left(Seen ring) {
        long passed = Math.max(0, clock.millis() - ring.since());
        return RingRemains.awaiting(
                ring.call(),
                Math.max(0, ring.call().ring().leftMs() - passed),
                passed,
                ring.devices().stream()
                        .map(device -> new CallHandover.Suspect(device, Math.max(graceMillis, cluster.graceOf(device))))
                        .toList(),
                ring.call().ring().heardBy());
    }

    private void say(NodeRef at, Envelope news) {
        if (at.id() != cluster.self().id()) {
            post(at, news);
        } else if (!hear(news)) {
            calling.kept().hear(news);
        }
    }

    private void post(NodeRef node, Envelope news) {
        cluster.post(node, EnvelopeCodec.encode(news));
    }

    /** Once a second. */
    void tick() {
        refresh();
        if (!peers.isEmpty()) {
            List.copyOf(told.values()).stream()
                    .filter(ring -> ring.witness == null || !peers.contains(ring.witness))
                    .forEach(ring -> tellAgain(ring, null));
        }
        long now = clock.millis();
        for (Map.Entry<CallId, Long> each : List.copyOf(lost.entrySet())) {
            CallId call = each.getKey();
            Seen ring = seen.find(call);
            if (ring == null || peers.contains(ring.owner())) {
                // It stood still, or was cut off, and is there again.
                lost.remove(call);
            } else if (each.getValue() <= now || ring.until() <= now) {
                forget(call);
                over(ring.call(), ring.until() <= now ? CloseReason.TIMEOUT : CloseReason.DISCONNECTED);
            }
        }
        for (Seen ring : seen.all()) {
            if (!lost.containsKey(ring.call().call()) && ring.until() <= now) {
                seen.remove(ring.call().call());
            }
        }
    }

    /** Nobody goes on with it: it is entered as what it is, a call that was missed. */
    void over(CallHandover.Owned ring, CloseReason reason) {
        CallHead head = ring.head().at(clock.millis());
        observer.on(new CallMoment.Ended(ring.call(), ring.caller().user().tenant(), reason, null, false, head));
    }
}
