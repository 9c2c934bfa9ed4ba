package io.ringway.gateway.session;

import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.CallMoment;
import io.ringway.gateway.calls.CallObserver;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.push.Notices;
import io.ringway.gateway.push.Notifier;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The calls of this node that ring where nobody is connected: on devices that were pushed to. They ring on for whoever
 * connects meanwhile, and are taken back from the other devices when they are over. Hub only.
 */
final class PushedRings implements CallObserver {
    private final Notifier notifier;
    private final InstantSource clock;
    private final Map<CallId, Ring> rings = new HashMap<>();

    /** @param pushed how many devices were pushed to; what takes the ring back must not overtake it */
    private record Ring(UserId callee, Event.Incoming incoming, long until, Future<Integer> pushed) {}

    PushedRings(Notifier notifier, InstantSource clock) {
        this.notifier = notifier;
        this.clock = clock;
    }

    /** Rings a user's devices; completes with how many. */
    Future<Integer> ring(UserId callee, Event.Incoming incoming) {
        if (!notifier.isOn()) {
            return Future.succeededFuture(0);
        }
        long until = clock.millis() + incoming.ringMs();
        Future<Integer> pushed = notifier.notify(
                callee, Notices.ring(incoming.call(), incoming.caller().user(), until));
        rings.put(incoming.call(), new Ring(callee, incoming, until, pushed));
        return pushed;
    }

    /** Whether a user who is not connected could be rung. Who is blocked must not see a difference. */
    Future<Boolean> couldRing(UserId callee) {
        return notifier.devices(callee).map(count -> count > 0);
    }

    /** Rings once more, wherever the callee is now: who has it ringing already takes no notice. Once a second. */
    void tick(BiConsumer<UserId, Event.Incoming> again) {
        long now = clock.millis();
        rings.values().removeIf(ring -> ring.until() <= now && isOver(ring, now));
        for (Ring ring : List.copyOf(rings.values())) {
            if (ring.until() > now) {
                again.accept(ring.callee(), ring.incoming().withRingMs(ring.until() - now));
            }
        }
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

    @Override
    public void left(CallId call) {
        rings.remove(call);
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
                UserId caller = ring.incoming().caller().user();
                notifier.notify(
                        ring.callee(),
                        Notices.over(call, caller, reason, missed, clock.millis(), notifier.keptUntil()));
            }
        });
    }
}
