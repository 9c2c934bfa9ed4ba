package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.CallMoment;
import io.ringway.gateway.calls.CallObserver;
import io.ringway.gateway.protocol.CallHead;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
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
    private final Map<CallId, Ring> rings = new HashMap<>();
    /** Those of the other nodes, as they have said. */
    private final Map<CallId, Elsewhere> elsewhere = new HashMap<>();

    /** @param pushed how many devices were pushed to; what takes the ring back must not overtake it */
    private record Ring(UserId callee, Event.Incoming incoming, long until, Future<Integer> pushed) {}

    private record Elsewhere(NodeRef owner, Ring ring) {}

    PushedRings(Notifier notifier, Cluster cluster, InstantSource clock) {
        this.notifier = notifier;
        this.cluster = cluster;
        this.clock = clock;
    }

    /** Whether a call rings on devices that were pushed to, as far as is known here. */
    boolean isRinging(CallId call) {
        return rings.containsKey(call);
    }

    /** Whether another node rings devices that were pushed to with it. */
    boolean isElsewhere(CallId call) {
        return elsewhere.containsKey(call);
    }

    /** Rings a user's devices; completes with how many. */
    Future<Integer> ring(UserId callee, Event.Incoming incoming) {
        if (!notifier.isOn()) {
            return Future.succeededFuture(0);
        }
        long until = clock.millis() + incoming.ringMs();
        Future<Integer> pushed = notifier.notify(
                callee, Notices.ring(incoming.call(), incoming.caller().user(), until));
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
        } else if (elsewhere.size() < MOST_ELSEWHERE && !rings.containsKey(incoming.call())) {
            elsewhere.put(incoming.call(), new Elsewhere(owner, pushedBefore(callee, incoming)));
        }
    }

    /**
     * A node is gone, and with it the calls that it rang with: one of the others takes the rings back.
     *
     * @return the ends of those calls, of which no node but this one may know
     */
    List<CallMoment.Ended> nodeDown(NodeRef node) {
        List<CallMoment.Ended> ends = new ArrayList<>();
        boolean isFirst = cluster.peers().stream()
                .filter(peer -> peer.id() != node.id())
                .allMatch(peer -> peer.id() > cluster.self().id());
        for (Elsewhere lost : List.copyOf(elsewhere.values())) {
            if (lost.owner().id() == node.id()) {
                elsewhere.remove(lost.ring().incoming().call());
                if (isFirst) {
                    takeBack(lost.ring(), CloseReason.DISCONNECTED.code(), true);
                    ends.add(ended(lost.ring()));
                }
            }
        }
        return ends;
    }

    private static CallMoment.Ended ended(Ring lost) {
        Event.Incoming rang = lost.incoming();
        UserId callee = lost.callee();
        CallHead head =
                new CallHead(rang.caller().user().id(), callee.id(), rang.data().size(), lost.until() - rang.ringMs());
        return new CallMoment.Ended(rang.call(), callee.tenant(), CloseReason.DISCONNECTED, null, false, head);
    }

    /** Whether a user who is not connected could be rung. Who is blocked must not see a difference. */
    Future<Boolean> couldRing(UserId callee) {
        return notifier.devices(callee).map(count -> count > 0);
    }

    /** Once a second. */
    void tick() {
        long now = clock.millis();
        rings.values().removeIf(ring -> isOver(ring, now));
        elsewhere.values().removeIf(each -> isOver(each.ring(), now));
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
