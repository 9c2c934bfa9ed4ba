package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.calls.Call.Role;
import io.ringway.gateway.calls.Call.State;
import io.ringway.gateway.calls.Effect.Refused;
import io.ringway.gateway.calls.Effect.Tell;
import io.ringway.gateway.calls.Effect.TellUser;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of the calls that this node's connections have begun: {@code ringing → connecting → connected → closed}.
 * The first to accept wins; what the caller signals before that is kept, in order, for the winner alone. Every party that
 * was told of a call is told its end once, with {@link Legs} dropping what does not concern a connection.
 *
 * <p>Pure and single threaded: time is milliseconds passed in, effects are returned in the order to carry them out.
 */
public final class CallCore {
    private final CallOptions options;
    private final CallTable table;

    public CallCore(CallOptions options) {
        this.options = options;
        table = new CallTable(options.closedCalls());
    }

    public List<Effect> on(CallInput input, long now) {
        List<Effect> out = new ArrayList<>();
        switch (input) {
            case CallInput.Ring ring -> ring(ring, now, out);
            case CallInput.Accept accept -> accept(accept, out);
            case CallInput.Send send -> send(send, out);
            case CallInput.Hangup hangup -> hangup(hangup, out);
            case CallInput.Rang(var id, int connections) -> rang(table.live(id), connections, out);
            case CallInput.Gone(var id, Cid cid) -> gone(id, cid, out);
            case CallInput.NodeDown(NodeRef node) -> nodeDown(node, out);
            case CallInput.Alive(var id, Sender by) -> alive(id, by, now, out);
            case CallInput.Tick() -> tick(now, out);
        }
        return out;
    }

    /** Calls that are not over. */
    public int size() {
        return table.size();
    }

    /** For tests: whether no table has anything left. */
    boolean isIdle() {
        return table.isEmpty();
    }

    private void ring(CallInput.Ring ring, long now, List<Effect> out) {
        Cid callerCid = ring.caller().cid();
        ErrorCode problem = problem(ring);
        if (callerCid == null || problem != null) {
            out.add(new Refused(ring.call(), ring.caller(), problem == null ? ErrorCode.BAD_REQUEST : problem));
            return;
        }
        Call call = new Call(ring, callerCid, now + options.ringMillis());
        if (ring.offer() != null && !keep(call, ring.offer())) {
            out.add(new Refused(ring.call(), ring.caller(), ErrorCode.TOO_LARGE));
            return;
        }
        table.add(call);
        Event.OfCall incoming = new Event.Incoming(call.id, call.caller, ring.offer(), ring.data());
        tellCallees(call, incoming, out);
    }

    private @Nullable ErrorCode problem(CallInput.Ring ring) {
        if (table.find(ring.call()) != null) {
            return ErrorCode.BAD_REQUEST;
        }
        return switch (ring.target()) {
            case CallTarget.Connection(Cid cid) -> cid.equals(ring.caller().cid()) ? ErrorCode.BAD_REQUEST : null;
            case CallTarget.User(var user) ->
                user.tenant().equals(ring.caller().user().tenant()) ? null : ErrorCode.NOT_FOUND;
        };
    }

    private void accept(CallInput.Accept accept, List<Effect> out) {
        Call call = table.find(accept.call());
        Role role = call == null ? Role.NONE : call.roleOf(accept.by());
        if (call == null || role == Role.NONE || role == Role.CALLER) {
            out.add(new Refused(accept.call(), accept.by(), ErrorCode.NO_SUCH_CALL));
        } else if (call.state == State.CLOSED || role == Role.LATE) {
            out.add(new Refused(accept.call(), accept.by(), ErrorCode.CALL_CLOSED));
        } else if (call.state == State.RINGING) {
            win(call, accept, out);
        }
    }

    private void win(Call call, CallInput.Accept accept, List<Effect> out) {
        Sender winner = accept.by();
        table.answered(call, winner);
        out.add(new Tell(call.tenant(), call.callerCid, new Event.Accepted(call.id, winner)));
        if (call.target instanceof CallTarget.User) {
            Event.OfCall elsewhere = new Event.Closed(call.id, CloseReason.ANSWERED_ELSEWHERE, winner);
            tellCallees(call, elsewhere, out);
        }
        flush(call, winner, accept.hasOffer(), out);
        if (accept.answer() != null) {
            relay(call, winner, call.caller, accept.answer(), out);
        }
    }

    private static void flush(Call call, Sender winner, boolean hasOffer, List<Effect> out) {
        boolean skipOffer = hasOffer;
        for (Signal signal : call.kept) {
            if (skipOffer && signal instanceof Signal.Offer) {
                skipOffer = false;
                continue;
            }
            relay(call, call.caller, winner, signal, out);
        }
        call.kept.clear();
    }

    private void send(CallInput.Send send, List<Effect> out) {
        Call call = table.find(send.call());
        Role role = call == null ? Role.NONE : call.roleOf(send.by());
        if (call == null || role == Role.NONE) {
            out.add(new Refused(send.call(), send.by(), ErrorCode.NO_SUCH_CALL));
        } else if (role == Role.CALLEE && call.state == State.RINGING) {
            out.add(new Refused(send.call(), send.by(), ErrorCode.BAD_REQUEST));
        } else if (call.state == State.CLOSED || role == Role.LATE) {
            out.add(new Refused(send.call(), send.by(), ErrorCode.CALL_CLOSED));
        } else {
            Sender to = call.other(role);
            if (to != null) {
                relay(call, send.by(), to, send.signal(), out);
            } else if (!keep(call, send.signal())) {
                out.add(new Refused(send.call(), send.by(), ErrorCode.LIMIT_REACHED));
            }
        }
    }

    private boolean keep(Call call, Signal signal) {
        int bytes = call.keptBytes + signal.json().size();
        if (call.kept.size() >= options.keptSignals() || bytes > options.keptBytes()) {
            return false;
        }
        call.keptBytes = bytes;
        return call.kept.add(signal);
    }

    private static void relay(Call call, Sender from, Sender to, Signal signal, List<Effect> out) {
        if (signal instanceof Signal.Answer && from.equals(call.callee)) {
            call.state = State.CONNECTED;
        }
        if (to.cid() != null) {
            out.add(new Tell(call.tenant(), to.cid(), new Event.Signalled(call.id, from, signal)));
        }
    }

    private void hangup(CallInput.Hangup hangup, List<Effect> out) {
        Call call = table.find(hangup.call());
        Role role = call == null ? Role.NONE : call.roleOf(hangup.by());
        if (call == null || role == Role.NONE) {
            out.add(new Refused(hangup.call(), hangup.by(), ErrorCode.NO_SUCH_CALL));
        } else if (call.state != State.CLOSED && role != Role.LATE) {
            close(call, endedBy(role, call.state), hangup.by(), nobody -> false, out);
        }
    }

    private static CloseReason endedBy(Role role, State state) {
        if (state != State.RINGING) {
            return CloseReason.HANGUP;
        }
        return role == Role.CALLER ? CloseReason.CANCELLED : CloseReason.DECLINED;
    }

    private void rang(@Nullable Call call, int connections, List<Effect> out) {
        if (call == null || call.state != State.RINGING) {
            return;
        }
        call.rung = connections;
        if (connections == 0) {
            close(call, CloseReason.UNREACHABLE, null, nobody -> false, out);
        } else {
            endUnheard(call, out);
        }
    }

    /** Ends a ring that no device of the user is left to hear; the last one may be gone before it is known how many rang. */
    private void endUnheard(Call call, List<Effect> out) {
        if (call.silenced.size() >= call.rung && call.target instanceof CallTarget.User(var user)) {
            close(call, CloseReason.DISCONNECTED, new Sender(user, null), call.silenced::contains, out);
        }
    }

    private void nodeDown(NodeRef node, List<Effect> out) {
        Predicate<Cid> lost = cid -> isOf(cid, node);
        for (Call call : table.with(lost)) {
            close(call, CloseReason.DISCONNECTED, senderAmong(call, lost), lost, out);
        }
    }

    /** A node in this life or an earlier one. */
    private static boolean isOf(Cid cid, NodeRef node) {
        return cid.node().id() == node.id() && cid.node().incarnation() <= node.incarnation();
    }

    private void gone(CallId id, Cid cid, List<Effect> out) {
        table.of(cid).forEach(call -> gone(call, cid, out));
        Call call = table.live(id);
        if (call != null && call.state == State.RINGING && call.silenced.add(cid)) {
            endUnheard(call, out);
        }
    }

    private void gone(Call call, Cid cid, List<Effect> out) {
        close(call, CloseReason.DISCONNECTED, senderAmong(call, cid::equals), cid::equals, out);
    }

    private static @Nullable Sender senderAmong(Call call, Predicate<Cid> lost) {
        if (lost.test(call.callerCid)) {
            return call.caller;
        }
        return call.callee;
    }

    private void tick(long now, List<Effect> out) {
        table.expired(now).forEach(call -> close(call, CloseReason.TIMEOUT, null, nobody -> false, out));
        for (Call call : table.silentSince(now - options.silentMillis())) {
            close(call, CloseReason.DISCONNECTED, call.callee, cid -> !cid.equals(call.callerCid), out);
        }
    }

    private void alive(CallId id, Sender by, long now, List<Effect> out) {
        Call call = table.find(id);
        Role role = call == null ? Role.NONE : call.roleOf(by);
        if (call == null || call.state == State.CLOSED || role == Role.NONE || role == Role.LATE) {
            if (by.cid() != null) {
                Event.OfCall closed = new Event.Closed(id, reasonOf(call), call == null ? null : call.callee);
                out.add(new Tell(by.user().tenant(), by.cid(), closed));
            }
        } else if (role == Role.CALLEE && call.state != State.RINGING) {
            table.heard(call, now);
        }
    }

    private static CloseReason reasonOf(@Nullable Call call) {
        if (call == null) {
            return CloseReason.DISCONNECTED;
        }
        return call.state == State.CLOSED ? call.reason : CloseReason.ANSWERED_ELSEWHERE;
    }

    private void close(Call call, CloseReason reason, @Nullable Sender by, Predicate<Cid> lost, List<Effect> out) {
        Event.OfCall closed = new Event.Closed(call.id, reason, by);
        if (!lost.test(call.callerCid)) {
            out.add(new Tell(call.tenant(), call.callerCid, closed));
        }
        if (call.callee == null) {
            if (!(call.target instanceof CallTarget.Connection(Cid cid) && lost.test(cid))) {
                tellCallees(call, closed, out);
            }
        } else if (call.callee.cid() != null && !lost.test(call.callee.cid())) {
            out.add(new Tell(call.tenant(), call.callee.cid(), closed));
        }
        table.closed(call, reason);
    }

    private static void tellCallees(Call call, Event.OfCall event, List<Effect> out) {
        out.add(
                switch (call.target) {
                    case CallTarget.Connection(Cid cid) -> new Tell(call.tenant(), cid, event);
                    case CallTarget.User(var user) -> new TellUser(user, event);
                });
    }
}
