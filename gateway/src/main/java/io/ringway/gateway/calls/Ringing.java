package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.Call.State;
import io.ringway.gateway.calls.Effect.Ask;
import io.ringway.gateway.calls.Effect.Refused;
import io.ringway.gateway.calls.Effect.Tell;
import io.ringway.gateway.calls.Effect.TellUser;
import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Enquiry;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The first part of a call's life, a part of {@link CallCore}. A ring is refused or begun; then the callee's nodes are
 * asked whether he is busy, and only then is he told, or not. It ends by an answer, which is not decided here, or by whom
 * nobody hears any more.
 */
final class Ringing {
    /** When a caller may try again that found no room. Others are answered, or end, all the time. */
    private static final long FULL_MILLIS = 1_000;

    private final CallOptions options;
    private final CallTable table;
    private final Endings endings;
    private final RingPolicy policy;
    private final CallObserver observer;

    Ringing(CallOptions options, CallTable table, Endings endings, RingPolicy policy, CallObserver observer) {
        this.options = options;
        this.table = table;
        this.endings = endings;
        this.policy = policy;
        this.observer = observer;
    }

    void ring(CallInput.Ring ring, long now, List<Effect> out) {
        ErrorCode problem = problem(ring);
        if (problem != null) {
            out.add(new Refused(ring.call(), ring.caller(), problem));
            return;
        }
        long wait = policy.retryAfter(ring.caller().user(), ring.target(), now);
        if (wait > 0) {
            out.add(new Refused(ring.call(), ring.caller(), ErrorCode.RATE_LIMITED, wait));
            return;
        }
        if (!table.kept().hasRoomFor(ring)) {
            out.add(new Refused(ring.call(), ring.caller(), ErrorCode.UNAVAILABLE, FULL_MILLIS));
            return;
        }
        Call call = new Call(ring, now, now + ringMillis(ring));
        call.isTiedToItsPeers = !ring.merges();
        if (ring.offer() != null && !table.kept().keep(call, ring.offer())) {
            out.add(new Refused(ring.call(), ring.caller(), ErrorCode.TOO_LARGE));
            return;
        }
        table.add(call, now);
        ask(call, out);
    }

    /** The backend begins a call: first the caller's own devices ring. */
    void start(CallInput.Start start, long now, List<Effect> out) {
        Sender caller = new Sender(start.caller(), null);
        CallTarget target = new CallTarget.User(start.callee());
        if (table.find(start.call()) != null
                || start.caller().equals(start.callee())
                || !start.caller().tenant().equals(start.callee().tenant())) {
            out.add(new Refused(start.call(), caller, ErrorCode.BAD_REQUEST));
            return;
        }
        long wait = policy.retryAfter(start.caller(), target, now);
        if (wait > 0) {
            out.add(new Refused(start.call(), caller, ErrorCode.RATE_LIMITED, wait));
            return;
        }
        CallInput.Ring ring =
                new CallInput.Ring(start.call(), caller, target, null, start.data(), start.options(), false);
        if (!table.kept().hasRoomFor(ring)) {
            out.add(new Refused(start.call(), caller, ErrorCode.UNAVAILABLE, FULL_MILLIS));
            return;
        }
        Call call = new Call(ring, now, now + ringMillis(ring));
        table.add(call, now);
        ask(call, out);
    }

    /** A device of the caller has accepted: from here on the call is one like any other, and has as long to ring. */
    void started(Call call, Sender device, long now, List<Effect> out) {
        Endings.tellCallees(call, new Event.Closed(call.id, CloseReason.ANSWERED_ELSEWHERE, device), out);
        table.started(call, device, now + ringMillis(call.ring));
        observer.on(new CallMoment.Started(call.id, device));
        Sender peer = new Sender(((CallTarget.User) call.target).user(), null);
        out.add(new Effect.Seat(call.id, call.callerCid(), true, peer, Event.Closed.UNANSWERED, call.term));
        ask(call, out);
    }

    private long ringMillis(CallInput.Ring ring) {
        long wanted = ring.options().timeoutMs();
        return wanted == 0 ? options.ringMillis() : wanted;
    }

    private @Nullable ErrorCode problem(CallInput.Ring ring) {
        if (ring.caller().cid() == null || table.find(ring.call()) != null) {
            return ErrorCode.BAD_REQUEST;
        }
        return switch (ring.target()) {
            case CallTarget.Connection(Cid cid) -> cid.equals(ring.caller().cid()) ? ErrorCode.BAD_REQUEST : null;
            case CallTarget.User(var user) ->
                user.tenant().equals(ring.caller().user().tenant()) ? null : ErrorCode.NOT_FOUND;
        };
    }

    /** Who is blocked must not learn it: his call to nobody is as unreachable as any other. */
    void ask(Call call, List<Effect> out) {
        boolean blocked = !call.isUnstarted()
                && call.target instanceof CallTarget.User(var user)
                && policy.blocks(user, call.caller.user());
        Enquiry enquiry = blocked ? Enquiry.PRESENCE : Enquiry.BUSY;
        call.muted = blocked;
        Sender caller = call.isUnstarted() ? Absences.asked(call) : call.caller;
        out.add(new Ask(call.id, caller, call.rings(), enquiry));
    }

    void cleared(CallInput.Cleared cleared, long now, List<Effect> out) {
        Call call = table.live(cleared.call());
        if (call == null || call.state != State.RINGING || call.sent) {
            return;
        }
        UserId callee = cleared.callee();
        if (call.rings() instanceof CallTarget.User(var asked) && !asked.equals(callee)) {
            return;
        }
        if (call.isUnstarted()) {
            askToStart(call, callee, cleared.count() > 0, now, out);
            return;
        }
        if (call.muted && cleared.count() == 0) {
            observer.on(new CallMoment.Rang(call.id, call.tenant(), 0));
            endings.close(call, CloseReason.UNREACHABLE, null, now, out);
            return;
        }
        call.muted = policy.keepsFrom(callee, call, now);
        if (call.muted) {
            pretend(call, callee, cleared.count());
        } else {
            tell(call, callee, cleared.count() > 0, now, out);
        }
    }

    /** The caller may read what happened in the call: so much is in it where it rings, and no less may be where it does not. */
    private void pretend(Call call, UserId callee, int present) {
        if (call.target instanceof CallTarget.Connection(Cid cid)) {
            ringsOn(call, new Sender(callee, cid));
            observer.on(new CallMoment.Rang(call.id, call.tenant(), 1));
        } else {
            observer.on(new CallMoment.Rang(call.id, call.tenant(), Math.max(1, present)));
        }
    }

    private void askToStart(Call call, UserId caller, boolean busy, long now, List<Effect> out) {
        if (policy.keepsQuiet(caller)) {
            endings.close(call, CloseReason.BUSY, new Sender(caller, null), now, out);
            return;
        }
        call.sent = true;
        call.waiting = busy;
        Endings.tellCallees(call, call.incoming(now), out);
    }

    private void tell(Call call, UserId callee, boolean busy, long now, List<Effect> out) {
        BusyPolicy onBusy = policy.onBusy(callee, call.ring.options().onBusy());
        if (onBusy.refuses(busy)) {
            endings.close(call, CloseReason.BUSY, new Sender(callee, null), now, out);
            return;
        }
        call.waiting = busy && onBusy == BusyPolicy.WAIT;
        call.sent = true;
        if (call.waiting) {
            out.add(new Tell(call.tenant(), call.callerCid(), new Event.Waiting(call.id)));
        }
        Endings.tellCallees(call, call.incoming(now), out);
    }

    void rang(CallInput.Rang rang, long now, List<Effect> out) {
        Call call = table.live(rang.call());
        if (call == null || call.state != State.RINGING || call.isUnstarted() != rang.starts()) {
            return;
        }
        int connections = rang.connections();
        call.rung = connections == Integer.MAX_VALUE ? connections : connections + call.silencedBefore;
        observer.on(
                rang.starts()
                        ? new CallMoment.Asked(call.id, call.tenant(), connections)
                        : new CallMoment.Rang(call.id, call.tenant(), connections));
        if (call.rung == 0 && call.heardBy.isEmpty()) {
            endings.close(call, CloseReason.UNREACHABLE, null, now, out);
        } else {
            endUnheard(call, now, out);
        }
    }

    /**
     * A device says that it rings; it may have come when the others rang already. One that has declined is on another node since, the one
     * that knew of it being lost.
     */
    void hears(Call call, Sender device, Cid cid, List<Effect> out) {
        if (call.declinedOn.contains(cid)) {
            out.add(new Tell(call.tenant(), cid, new Event.Closed(call.id, CloseReason.DECLINED, device)));
            return;
        }
        table.hears(call, cid);
        if (!call.isUnstarted()) {
            ringsOn(call, device);
        }
    }

    private void ringsOn(Call call, Sender device) {
        boolean news = call.head.callee() == null;
        call.head = news ? call.head.rung(device.user().id()) : call.head;
        observer.on(new CallMoment.Ringing(call.id, device, news));
    }

    /** One of a user's devices does not want it; the others ring on. */
    void declineHere(Call call, Sender by, Cid device, long now, List<Effect> out) {
        if (call.declinedOn.add(device)) {
            observer.on(new CallMoment.Declined(call.id, by));
        }
        out.add(new Tell(call.tenant(), device, new Event.Closed(call.id, CloseReason.DECLINED, by)));
        silence(call, device, now, out);
    }

    void silence(Call call, Cid device, long now, List<Effect> out) {
        if (call.state == State.RINGING && call.silenced.add(device)) {
            endUnheard(call, now, out);
        }
    }

    /** Ends a ring that no device of the user is left to hear; the last one may be gone before it is known how many rang. */
    private void endUnheard(Call call, long now, List<Effect> out) {
        if (call.isHeardByNobody() && call.rings() instanceof CallTarget.User(var user)) {
            CloseReason reason = !call.declinedOn.isEmpty() ? CloseReason.DECLINED : CloseReason.DISCONNECTED;
            endings.close(call, reason, new Sender(user, null), call.silenced::contains, now, out);
        }
    }

    Crossing crossing(CallId mine, CallId other) {
        Call call = table.live(mine);
        if (call == null || call.state != State.RINGING) {
            return Crossing.NONE;
        }
        return !call.sent || other.compareTo(mine) < 0 ? Crossing.YIELDS : Crossing.STANDS;
    }

    void giveWay(CallId id, long now, List<Effect> out) {
        Call call = table.live(id);
        if (call != null && call.state == State.RINGING) {
            Cid caller = call.callerCid();
            endings.close(call, CloseReason.ANSWERED_ELSEWHERE, call.caller, caller::equals, now, out);
        }
    }

    /** The rings that are out, for those of a user's connections that come while the others ring. */
    List<TellUser> again(long now) {
        return table.ringing()
                .filter(call -> call.sent && call.deadline > now && call.rings() instanceof CallTarget.User)
                .map(call -> new TellUser(((CallTarget.User) call.rings()).user(), call.incoming(now)))
                .toList();
    }

    void tick(Predicate<CallId> isComing, long now, List<Effect> out) {
        policy.tick(now);
        table.expired(now).stream()
                .filter(call -> !isComing.test(call.id))
                .forEach(call -> endings.close(call, CloseReason.TIMEOUT, null, now, out));
    }
}
