package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.calls.Call.Role;
import io.ringway.gateway.calls.Call.State;
import io.ringway.gateway.calls.Effect.Refused;
import io.ringway.gateway.calls.Effect.Tell;
import io.ringway.gateway.protocol.CallHead;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.LiveCall;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.CallHandover;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of the calls that this node owns: {@code ringing → connecting → connected → closed}. The first to accept
 * wins; what the caller signals before that is kept, in order, for the winner alone. Every party that was told of a call is
 * told its end once, with {@link Legs} dropping what does not concern a connection.
 *
 * <p>How a call rings is in {@link Ringing}, how it bears the loss of a connection in {@link Absences}, how it changes
 * hands in {@link Succession}.
 *
 * <p>Pure and single threaded: time is milliseconds passed in, effects are returned in the order to carry them out.
 */
public final class CallCore {
    private final CallObserver observer;
    private final CallTable table;
    private final RingPolicy policy;
    private final Endings endings;
    private final Ringing ringing;
    private final Absences absences;
    private final Succession succession;
    private final AnsweredCalls answered;

    /** A core for connections that stay where they were made, of users who have said nothing about calls. */
    public CallCore(CallOptions options) {
        this(options, Cid::node, new CallRules());
    }

    /** A core that nobody observes. */
    public CallCore(CallOptions options, Function<Cid, @Nullable NodeRef> whereabouts, CallRules rules) {
        this(options, whereabouts, rules, moment -> {});
    }

    /**
     * @param whereabouts the node where a connection lives; null where that node is gone
     * @param rules what users have said; changes while the core reads it
     * @param observer told what happens while it happens, before the effects are carried out
     */
    public CallCore(
            CallOptions options, Function<Cid, @Nullable NodeRef> whereabouts, CallRules rules, CallObserver observer) {
        this.observer = observer;
        table = new CallTable(options);
        policy = new RingPolicy(options, rules);
        endings = new Endings(table, observer);
        ringing = new Ringing(options, table, endings, policy, observer);
        absences = new Absences(options, table, endings, ringing, whereabouts, observer);
        succession = new Succession(table, absences, ringing, observer);
        answered = new AnsweredCalls(table);
    }

    public List<Effect> on(CallInput input, long now) {
        List<Effect> out = new ArrayList<>();
        switch (input) {
            case CallInput.Ring ring -> ringing.ring(ring, now, out);
            case CallInput.Cleared cleared -> ringing.cleared(cleared, now, out);
            case CallInput.Rang rang -> ringing.rang(rang, now, out);
            case CallInput.Start start -> ringing.start(start, now, out);
            case CallInput.End(var id) -> end(id, now, out);
            case CallInput.Yield(var id) -> ringing.giveWay(id, now, out);
            case CallInput.Accept accept -> accept(accept, now, out);
            case CallInput.Send send -> send(send, now, out);
            case CallInput.Hangup hangup -> hangup(hangup, now, out);
            case CallInput.Move move -> succession.move(move, now, out);
            case CallInput.Suspect(var id, Sender by) -> suspect(id, by, now, out);
            case CallInput.Back(var id, Sender by) -> back(id, by, now, out);
            case CallInput.Gone(var id, Sender by) -> gone(id, by, now, out);
            case CallInput.NodeDown(NodeRef node) -> absences.nodeDown(node, now, out);
            case CallInput.Adopted(Cid cid, boolean asks) -> absences.adopted(cid, asks, now, out);
            case CallInput.Inherit inherit -> succession.inherit(inherit, now, out);
            case CallInput.Succeed succeed -> succession.succeed(succeed, now, out);
            case CallInput.Alive(var id, Sender by) -> alive(id, by, now, out);
            case CallInput.Grace(Sender by, long millis) -> grace(by, millis, now);
            case CallInput.Waits(var id, Sender by) -> waits(id, by, out);
            case CallInput.Tick(var isComing) -> tick(isComing, now, out);
        }
        return out;
    }

    /** Calls that are not over. */
    public int size() {
        return table.size();
    }

    /** The tenant of a call of this node that is not over; null where there is none. */
    public @Nullable Tenant tenantOf(CallId call) {
        Call live = table.live(call);
        return live == null ? null : live.tenant();
    }

    /** Whether this node owns the call, and nobody has answered it yet. */
    public boolean isRinging(CallId call) {
        Call live = table.live(call);
        return live != null && live.state == State.RINGING;
    }

    /** The connection that calls; null where the call is over, not of this node, or has been started by none. */
    public @Nullable Cid callerOf(CallId call) {
        Call live = table.live(call);
        return live == null || live.isUnstarted() ? null : live.callerCid();
    }

    /**
     * The next calls of this node that are not over, by their ids, as backends are told of them.
     *
     * @param user one of the two; empty for all of the tenant
     * @param after the last one of the page before; null for the first page
     */
    public List<LiveCall> calls(Tenant tenant, String user, @Nullable CallId after, int limit) {
        return table.page(tenant, user, after, limit).stream().map(Call::toLive).toList();
    }

    /** Whether somebody has answered the call, as far as this node knows. */
    public boolean wasAnswered(CallId call) {
        Call known = table.find(call);
        return known != null && known.callee != null;
    }

    /** Those of this node that somebody has answered. */
    public AnsweredCalls answered() {
        return answered;
    }

    /** The rings of users that are out, as connections are to be told that come while others ring. */
    public List<Effect.TellUser> ringing(long now) {
        return ringing.again(now);
    }

    /** How a call of this node began; null where it has none such. */
    public @Nullable CallHead headOf(CallId call) {
        Call live = table.live(call);
        return live == null ? null : live.head;
    }

    /** The connections that have declined a ring of this node for themselves. */
    public List<Cid> declinedOn(CallId call) {
        Call live = table.live(call);
        return live == null ? List.of() : List.copyOf(live.declinedOn);
    }

    /** Since how many owners this node owns the call; null where it does not. */
    public @Nullable Integer termOf(CallId call) {
        Call live = table.live(call);
        return live == null ? null : live.term;
    }

    /** Whether a call of this node waits for the one who is not that one. */
    public boolean isPeerLost(CallId call, Cid party) {
        Call live = table.live(call);
        return live != null && live.suspects.keySet().stream().anyMatch(lost -> !lost.equals(party));
    }

    /** Whether this node owns the call, or remembers that it did when it ended. */
    public boolean knows(CallId call) {
        return table.find(call) != null;
    }

    /** What becomes of a call of this node that is met by one the other way. */
    public Crossing crossing(CallId mine, CallId other) {
        return ringing.crossing(mine, other);
    }

    /**
     * Takes out the calls that go along with a connection to another node.
     *
     * @param isHere whether a connection lives on this node
     */
    public List<CallHandover.Owned> release(Cid cid, Predicate<Cid> isHere, long now) {
        return succession.release(cid, isHere, now);
    }

    /** Takes in what {@link #release} took out elsewhere. */
    public List<Effect> install(List<CallHandover.Owned> calls, long now) {
        List<Effect> out = new ArrayList<>();
        succession.install(calls, now, out);
        return out;
    }

    /** Leaves a call to another node that owns it too. */
    public List<Effect> cede(CallId call) {
        List<Effect> out = new ArrayList<>();
        succession.cede(call, out);
        return out;
    }

    /** As {@link #cede}, of a ring that was answered while another owned it. */
    public List<Effect> overtaken(CallId call, Sender winner) {
        List<Effect> out = new ArrayList<>();
        succession.overtaken(call, winner, out);
        return out;
    }

    /** For tests: whether no table has anything left. */
    boolean isIdle() {
        return table.isEmpty();
    }

    private void accept(CallInput.Accept accept, long now, List<Effect> out) {
        Call call = table.find(accept.call());
        Role role = call == null ? Role.NONE : call.roleOf(accept.by());
        if (call == null || role == Role.NONE || role == Role.CALLER) {
            out.add(new Refused(accept.call(), accept.by(), ErrorCode.NO_SUCH_CALL));
        } else if (call.state == State.CLOSED
                || role == Role.LATE
                || call.declinedOn.contains(accept.by().cid())) {
            out.add(new Refused(accept.call(), accept.by(), ErrorCode.CALL_CLOSED));
        } else if (call.isUnstarted()) {
            ringing.started(call, accept.by(), now, out);
        } else if (call.state == State.RINGING) {
            win(call, accept, now, out);
        }
    }

    private void win(Call call, CallInput.Accept accept, long now, List<Effect> out) {
        Sender winner = accept.by();
        if (accept.instead() != null) {
            out.add(new Effect.Silence(accept.instead(), call.callerCid()));
        }
        table.answered(call, winner, now);
        call.isTiedToItsPeers |= accept.hasOffer();
        // Many ask; who is not told that it is the one must not go on with the call when this node is lost.
        Absences.seat(call, Objects.requireNonNull(winner.cid(), "only a connection accepts"), out);
        observer.on(new CallMoment.Answered(call.id, winner));
        out.add(new Tell(call.tenant(), call.callerCid(), new Event.Accepted(call.id, winner)));
        if (call.target instanceof CallTarget.User) {
            Event.OfCall elsewhere = new Event.Closed(call.id, CloseReason.ANSWERED_ELSEWHERE, winner);
            Endings.tellCallees(call, elsewhere, out);
        }
        Signalling.flush(call, winner, accept.hasOffer(), out);
        if (accept.answer() != null) {
            Signalling.relay(call, winner, call.caller, accept.answer(), now, out);
        }
    }

    private void send(CallInput.Send send, long now, List<Effect> out) {
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
                Signalling.relay(call, send.by(), to, send.signal(), now, out);
            } else if (!table.kept().keep(call, send.signal())) {
                noRoomFor(send, call, now, out);
            }
        }
    }

    /** Without a candidate there may be another way; without an offer whoever accepts would wait for nothing. */
    private void noRoomFor(CallInput.Send send, Call call, long now, List<Effect> out) {
        out.add(new Refused(send.call(), send.by(), ErrorCode.LIMIT_REACHED));
        if (KeptSignals.isDescription(send.signal())) {
            endings.close(call, CloseReason.FAILED, null, now, out);
        }
    }

    private void hangup(CallInput.Hangup hangup, long now, List<Effect> out) {
        Call call = table.find(hangup.call());
        Sender by = hangup.by();
        Role role = call == null ? Role.NONE : call.roleOf(by);
        if (call == null || role == Role.NONE) {
            out.add(new Refused(hangup.call(), by, ErrorCode.NO_SUCH_CALL));
        } else if (call.state == State.CLOSED || role == Role.LATE) {
            return;
        } else if (hangup.thisDeviceOnly() && isOneOfMany(call, role) && by.cid() != null) {
            ringing.declineHere(call, by, by.cid(), now, out);
        } else if (hangup.failed() && isOneOfMany(call, role) && by.cid() != null) {
            ringing.silence(call, by.cid(), now, out);
        } else {
            endings.close(call, Endings.by(role, call.state, hangup.failed()), by, now, out);
        }
    }

    /** As a caller would, and nobody has: who was rung has missed it. */
    private void end(CallId id, long now, List<Effect> out) {
        Call call = table.live(id);
        if (call != null) {
            CloseReason reason = call.state == State.RINGING ? CloseReason.CANCELLED : CloseReason.HANGUP;
            endings.close(call, reason, null, now, out);
        }
    }

    private static boolean isOneOfMany(Call call, Role role) {
        return role == Role.CALLEE && call.state == State.RINGING && call.target instanceof CallTarget.User;
    }

    private void suspect(CallId id, Sender by, long now, List<Effect> out) {
        Call call = table.live(id);
        if (call != null && by.cid() != null && call.parties().contains(by.cid())) {
            absences.suspect(call, by.cid(), now, out);
        }
    }

    private void back(CallId id, Sender by, long now, List<Effect> out) {
        alive(id, by, now, out);
        Call call = table.live(id);
        if (call != null && by.cid() != null && call.parties().contains(by.cid())) {
            absences.back(call, by.cid(), now, out);
        }
    }

    private void gone(CallId id, Sender by, long now, List<Effect> out) {
        Call call = table.live(id);
        Role role = call == null ? Role.NONE : call.roleOf(by);
        if (call == null || by.cid() == null || role == Role.NONE) {
            return;
        }
        if (call.parties().contains(by.cid())) {
            absences.gone(call, by.cid(), now, out);
        } else {
            ringing.silence(call, by.cid(), now, out);
        }
    }

    private void alive(CallId id, Sender by, long now, List<Effect> out) {
        Call call = table.find(id);
        Role role = call == null ? Role.NONE : call.roleOf(by);
        Cid cid = by.cid();
        if (cid == null) {
            return;
        }
        if (call == null || call.state == State.CLOSED || role == Role.NONE || role == Role.LATE) {
            Event.OfCall closed = new Event.Closed(id, Endings.reason(call, role), call == null ? null : call.callee);
            out.add(new Tell(by.user().tenant(), cid, closed));
            if (call == null) {
                // Lost between two owners, of whom neither could say so: somebody has to write down that it is over.
                observer.on(new CallMoment.Ended(id, by.user().tenant(), CloseReason.DISCONNECTED, null, false));
            }
        } else if (call.state != State.RINGING) {
            absences.alive(call, cid, now, out);
        } else if (role == Role.CALLEE) {
            table.back(call, cid);
            ringing.hears(call, by, cid, out);
        }
    }

    private void waits(CallId id, Sender by, List<Effect> out) {
        Cid cid = by.cid();
        Call call = table.live(id);
        if (call != null && cid != null && call.parties().contains(cid) && !isPeerLost(id, cid)) {
            Absences.seat(call, cid, out);
        }
    }

    private void grace(Sender by, long millis, long now) {
        if (by.cid() != null) {
            table.graces().say(by.cid(), millis, now);
        }
    }

    private void tick(Predicate<CallId> isComing, long now, List<Effect> out) {
        ringing.tick(isComing, now, out);
        absences.tick(isComing, now, out);
    }
}
