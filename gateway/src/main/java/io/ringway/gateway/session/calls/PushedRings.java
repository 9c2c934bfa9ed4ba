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
import io.ringway.gateway.protocol.envelope.CallHandover;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.push.Notices;
import io.ringway.gateway.push.Notifier;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls of this node that ring where nobody is connected: on devices that were pushed to. They are taken back from the other devices when they are over. Every node knows those of all others, so
 * that this holds where a call changes hands, and where its owner dies. Hub only.
 */
final class PushedRings implements CallObserver {
    /** More of the other nodes' rings are not kept in mind: those go with their time. */
    private static final int MOST_ELSEWHERE = 100_000;

    private final Notifier notifier;
    private final Cluster cluster;
    private final InstantSource clock;
    private final long graceMillis;
    private final Map<CallId, Ring> rings = new HashMap<>();
    /** Those of the other nodes, as they have said. */
    private final Map<CallId, Elsewhere> elsewhere = new HashMap<>();
    /** Until when the callers of those are waited for whose owner is lost. */
    private final Map<CallId, Long> lost = new HashMap<>();

    /** @param pushed how many devices were pushed to; what takes the ring back must not overtake it */
    private record Ring(UserId callee, Event.Incoming incoming, long until, Future<Integer> pushed) {}

    /** @param told the nodes that were there when its owner said so to all: whoever came later may not know of it */
    private record Elsewhere(NodeRef owner, Ring ring, Set<NodeRef> told) {
        boolean isOf(NodeRef node) {
            return owner.id() == node.id();
        }
    }

    /** @param graceMillis how long a caller is waited for whose node is lost */
    PushedRings(Notifier notifier, Cluster cluster, InstantSource clock, long graceMillis) {
        this.notifier = notifier;
        this.cluster = cluster;
        this.clock = clock;
        this.graceMillis = graceMillis;
    }

    /** Whether a call rings on devices that were pushed to, as far as is known here. */
    boolean isRinging(CallId call) {
        return rings.containsKey(call);
    }

    /** Rings a user's devices; completes with how many, 0 where they cannot be looked up. */
    Future<Integer> ring(UserId callee, Event.Incoming incoming) {
        if (!notifier.isOn()) {
            return Future.succeededFuture(0);
        }
        long until = clock.millis() + incoming.ringMs();
        Future<Integer> pushed = notifier.notify(
                        callee, Notices.ring(incoming.call(), incoming.caller().user(), until))
                .otherwise(0);
        Ring ring = new Ring(callee, incoming, until, pushed);
        rings.put(incoming.call(), ring);
        return pushed.onSuccess(devices -> {
            if (devices > 0 && ring.equals(rings.get(incoming.call()))) {
                tell(callee, incoming);
            }
        });
    }

    /** So that somebody takes the ring back where this node cannot. */
    private void tell(UserId callee, Event.OfCall event) {
        Buffer envelope = EnvelopeCodec.encode(new Envelope.PushedRing(callee, cluster.self(), event));
        cluster.peers().forEach(peer -> cluster.post(peer, envelope));
    }

    /** Another node rings a user's devices, or does so no more. */
    void told(UserId callee, NodeRef owner, Event.OfCall event) {
        if (!(event instanceof Event.Incoming incoming)) {
            elsewhere.remove(event.call());
            lost.remove(event.call());
        } else if (hasRoomFor(incoming.call()) && !rings.containsKey(incoming.call())) {
            Elsewhere before = elsewhere.get(incoming.call());
            Set<NodeRef> told = before != null && before.isOf(owner) ? before.told() : cluster.peers();
            elsewhere.put(incoming.call(), new Elsewhere(owner, pushedBefore(callee, incoming), told));
            if (isThere(owner)) {
                lost.remove(incoming.call());
            }
        }
    }

    private boolean hasRoomFor(CallId call) {
        return elsewhere.size() < MOST_ELSEWHERE || elsewhere.containsKey(call);
    }

    /**
     * A node is gone, and with it the calls that it rang with. The devices ring on for as long as the caller is waited for; where he
     * cannot be given his ring, one of the other nodes takes it back.
     *
     * @return the ends of those calls, of which no node but this one may know
     */
    List<CallMoment.Ended> nodeDown(NodeRef node) {
        long now = clock.millis();
        for (Elsewhere each : elsewhere.values()) {
            if (each.isOf(node)) {
                Event.Incoming ring = each.ring().incoming();
                Cid caller = ring.caller().cid();
                boolean waits = graceMillis > 0 && ring.merges();
                long grace = waits && caller != null ? Math.max(graceMillis, cluster.graceOf(caller)) : 0;
                lost.putIfAbsent(ring.call(), now + grace);
            }
        }
        return takeBack(now, node);
    }

    /** @param gone a node of which it may not be known everywhere yet; null for none */
    private List<CallMoment.Ended> takeBack(long now, @Nullable NodeRef gone) {
        List<CallMoment.Ended> ends = new ArrayList<>();
        for (Map.Entry<CallId, Long> each : List.copyOf(lost.entrySet())) {
            Elsewhere ring = elsewhere.get(each.getKey());
            boolean isBack = ring != null && isThere(ring.owner()) && (gone == null || !ring.isOf(gone));
            if (ring == null || isBack) {
                lost.remove(each.getKey());
            } else if (each.getValue() <= now || ring.ring().until() <= now) {
                lost.remove(each.getKey());
                elsewhere.remove(each.getKey());
                if (isFirst(ring, gone)) {
                    CloseReason reason = ring.ring().until() <= now ? CloseReason.TIMEOUT : CloseReason.DISCONNECTED;
                    takeBack(ring.ring(), reason.code(), true);
                    ends.add(ended(ring.ring(), reason));
                }
            }
        }
        return ends;
    }

    /** One of those acts that were told of the ring. A node that came later has no ring to take back, whatever its id. */
    private boolean isFirst(Elsewhere ring, @Nullable NodeRef gone) {
        return cluster.peers().stream()
                .filter(peer -> gone == null || peer.id() != gone.id())
                .filter(peer -> ring.told().stream().anyMatch(told -> told.id() == peer.id()))
                .allMatch(peer -> peer.id() > cluster.self().id());
    }

    private boolean isThere(NodeRef owner) {
        return owner.id() == cluster.self().id() || cluster.peers().stream().anyMatch(peer -> peer.id() == owner.id());
    }

    /** The caller's node is lost, and he has come to another: that may be too new to know of his ring. */
    void give(Cid caller, NodeRef at) {
        if (at.id() == cluster.self().id()) {
            return;
        }
        for (Elsewhere each : lostBy(caller)) {
            Ring ring = each.ring();
            Event.Incoming left = ring.incoming().withRingMs(Math.max(1, ring.until() - clock.millis()));
            cluster.post(at, EnvelopeCodec.encode(new Envelope.PushedRing(ring.callee(), each.owner(), left)));
        }
    }

    /** What is left of the rings of a caller who has come to this node. */
    List<CallHandover.Owned> lostOf(Cid caller) {
        long now = clock.millis();
        return lostBy(caller).stream()
                .map(Elsewhere::ring)
                .map(ring -> RingRemains.of(
                        new RingRemains.Heard(new CallTarget.User(ring.callee()), ring.incoming(), ring.until()),
                        ring.callee().tenant(),
                        head(ring),
                        0,
                        List.of(),
                        now))
                .toList();
    }

    private List<Elsewhere> lostBy(Cid caller) {
        return elsewhere.values().stream()
                .filter(each -> caller.equals(each.ring().incoming().caller().cid())
                        && each.ring().incoming().merges()
                        && !isThere(each.owner()))
                .toList();
    }

    private static CallMoment.Ended ended(Ring lost, CloseReason reason) {
        return new CallMoment.Ended(lost.incoming().call(), lost.callee().tenant(), reason, null, false, head(lost));
    }

    private static CallHead head(Ring ring) {
        Event.Incoming rang = ring.incoming();
        long began = ring.until() - rang.ringMs();
        return new CallHead(
                rang.caller().user().id(), ring.callee().id(), rang.data().size(), began);
    }

    /** Whether a user who is not connected could be rung. Who is blocked must not see a difference. */
    Future<Boolean> couldRing(UserId callee) {
        return notifier.devices(callee).map(count -> count > 0);
    }

    /**
     * Once a second.
     *
     * @return as {@link #nodeDown} does
     */
    List<CallMoment.Ended> tick() {
        long now = clock.millis();
        List<CallMoment.Ended> ends = takeBack(now, null);
        rings.values().removeIf(ring -> isOver(ring, now));
        elsewhere.values().removeIf(each -> isOver(each.ring(), now));
        return ends;
    }

    /** The call's end is told within a second or two of its time; where it is not, another node has the call. */
    private static boolean isOver(Ring ring, long now) {
        return now - ring.until() > 10_000;
    }

    @Override
    public void on(CallMoment moment) {
        switch (moment) {
            case CallMoment.Answered answered -> over(answered.call(), "answered", false);
            case CallMoment.Ended ended -> over(ended.call(), ended.reason().code(), isMissed(ended.reason()));
            case CallMoment.Began began -> {}
            case CallMoment.Rang rang -> {}
            case CallMoment.Ringing ringing -> {}
            case CallMoment.Asked asked -> {}
            case CallMoment.Started started -> {}
            case CallMoment.Declined declined -> {}
            case CallMoment.Suspect suspect -> {}
            case CallMoment.Back back -> {}
            case CallMoment.Moved moved -> {}
        }
    }

    /** The new owner says so itself, to all; it cannot where nobody knows yet whether anything was pushed. */
    @Override
    public void left(CallId call) {
        Ring ring = rings.remove(call);
        if (ring != null && !ring.pushed().isComplete()) {
            ring.pushed().onSuccess(devices -> {
                if (devices > 0) {
                    tell(ring.callee(), ring.incoming());
                }
            });
        }
    }

    @Override
    public void taken(CallId call, Tenant tenant) {
        Elsewhere before = elsewhere.remove(call);
        lost.remove(call);
        if (before != null) {
            taken(before.ring());
        }
    }

    private void taken(Ring ring) {
        rings.putIfAbsent(ring.incoming().call(), ring);
        tell(ring.callee(), ring.incoming().withRingMs(Math.max(1, ring.until() - clock.millis())));
    }

    /** Another node has rung a user's devices with a call that is this node's by now. */
    void taken(UserId callee, Event.Incoming incoming) {
        taken(pushedBefore(callee, incoming));
    }

    /** As {@link #taken(UserId, Event.Incoming)}, of one that rings no more. */
    void late(UserId callee, Event.Incoming incoming, boolean answered) {
        String reason = answered ? "answered" : CloseReason.CANCELLED.code();
        takeBack(pushedBefore(callee, incoming), reason, !answered);
        tell(callee, new Event.Closed(incoming.call(), CloseReason.HANGUP, null));
    }

    private Ring pushedBefore(UserId callee, Event.Incoming incoming) {
        return new Ring(callee, incoming, clock.millis() + incoming.ringMs(), Future.succeededFuture(1));
    }

    private static boolean isMissed(CloseReason reason) {
        return switch (reason) {
            case HANGUP, DECLINED, ANSWERED_ELSEWHERE, MOVED -> false;
            case CANCELLED, BUSY, TIMEOUT, UNREACHABLE, DISCONNECTED, FAILED -> true;
        };
    }

    private void over(CallId call, String reason, boolean missed) {
        Ring ring = rings.remove(call);
        if (ring == null) {
            return;
        }
        ring.pushed().onSuccess(devices -> {
            if (devices > 0) {
                takeBack(ring, reason, missed);
                tell(ring.callee(), new Event.Closed(call, CloseReason.HANGUP, null));
            }
        });
    }

    private void takeBack(Ring ring, String reason, boolean missed) {
        Event.Incoming rang = ring.incoming();
        notifier.notify(
                ring.callee(),
                Notices.over(rang.call(), rang.caller().user(), reason, missed, clock.millis(), notifier.keptUntil()));
    }
}
