package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.gateway.calls.Call.Role;
import io.ringway.gateway.calls.Call.State;
import io.ringway.gateway.calls.Effect.Tell;
import io.ringway.gateway.calls.Effect.TellUser;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Ends calls: every party that was told of one is told its end once. A part of {@link CallCore}. */
final class Endings {
    static final Predicate<Cid> NOBODY = cid -> false;

    private final CallTable table;
    private final CallObserver observer;

    Endings(CallTable table, CallObserver observer) {
        this.table = table;
        this.observer = observer;
    }

    void close(Call call, CloseReason reason, @Nullable Sender by, long now, List<Effect> out) {
        close(call, reason, by, NOBODY, now, out);
    }

    /** @param lost who cannot be told any more, or needs not */
    void close(Call call, CloseReason reason, @Nullable Sender by, Predicate<Cid> lost, long now, List<Effect> out) {
        Event.OfCall closed = new Event.Closed(call.id, reason, by, call.duration(now));
        if (!call.isUnstarted() && !lost.test(call.callerCid())) {
            out.add(new Tell(call.tenant(), call.callerCid(), closed));
        }
        if (call.callee == null) {
            boolean reachable = !(call.target instanceof CallTarget.Connection(Cid cid) && lost.test(cid));
            if (call.sent && reachable) {
                tellCallees(call, closed, out);
            }
        } else if (call.callee.cid() != null && !lost.test(call.callee.cid())) {
            out.add(new Tell(call.tenant(), call.callee.cid(), closed));
        }
        table.closed(call, reason);
        // The one reason for which a whole call ends that was given up for one the other way.
        boolean hidden = call.muted || reason == CloseReason.ANSWERED_ELSEWHERE || call.isUnstarted();
        observer.on(new CallMoment.Ended(call.id, call.tenant(), reason, by, hidden, call.head));
    }

    static void tellCallees(Call call, Event.OfCall event, List<Effect> out) {
        out.add(
                switch (call.rings()) {
                    case CallTarget.Connection(Cid cid) -> new Tell(call.tenant(), cid, event);
                    case CallTarget.User(var user) -> new TellUser(user, event);
                });
    }

    /** The one of the two that is lost, the caller first. */
    static @Nullable Sender senderAmong(Call call, Predicate<Cid> lost) {
        return !call.isUnstarted() && lost.test(call.callerCid()) ? call.caller : call.callee;
    }

    /** Why a call ends that one of its parties ends. */
    static CloseReason by(Role role, State state, boolean failed) {
        if (failed) {
            return CloseReason.FAILED;
        }
        if (state == State.RINGING) {
            return role == Role.CALLEE ? CloseReason.DECLINED : CloseReason.CANCELLED;
        }
        return CloseReason.HANGUP;
    }

    /**
     * Why a call is over for one who has no part in it any more; for who was late it was over when another answered, whatever came then. A
     * ring that had an owner before may have been answered there: who was let win takes nothing for its end that is none of an answered call.
     */
    static CloseReason reason(@Nullable Call call, Role role) {
        if (call == null) {
            return CloseReason.DISCONNECTED;
        }
        if (call.state != State.CLOSED || role == Role.LATE) {
            return CloseReason.ANSWERED_ELSEWHERE;
        }
        boolean mayBeAnswered = call.term > 0 && call.callee == null;
        return mayBeAnswered ? CloseReason.DISCONNECTED : call.reason;
    }
}
