package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.calls.Call.State;
import io.ringway.gateway.calls.Effect.Seat;
import io.ringway.gateway.calls.Effect.Tell;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Parties whose connection is lost, a part of {@link CallCore}. The media of a call does not need us: so the other party is
 * told that this one is suspect, and only when it is gone for good, or its grace is over, the call ends.
 */
final class Absences {
    /** As long as it takes: the session's own node knows when it is gone for good. */
    static final long OPEN_END = Long.MAX_VALUE;

    private final CallOptions options;
    private final CallTable table;
    private final Endings endings;
    private final Ringing ringing;
    private final CallObserver observer;
    private final Function<Cid, @Nullable NodeRef> whereabouts;

    Absences(
            CallOptions options,
            CallTable table,
            Endings endings,
            Ringing ringing,
            Function<Cid, @Nullable NodeRef> whereabouts,
            CallObserver observer) {
        this.options = options;
        this.table = table;
        this.endings = endings;
        this.ringing = ringing;
        this.observer = observer;
        this.whereabouts = whereabouts;
    }

    /** As its own node says, which lives and will say more. */
    void suspect(Call call, Cid party, long now, List<Effect> out) {
        suspectUntil(call, party, OPEN_END, out);
        hear(call, party, now);
    }

    private void suspectUntil(Call call, Cid party, long until, List<Effect> out) {
        boolean news = !call.suspects.containsKey(party);
        table.suspect(call, party, until);
        if (news) {
            tellOther(call, party, true, out);
        }
    }

    void back(Call call, Cid party, long now, List<Effect> out) {
        boolean wasMissed = isMissed(call, party);
        if (table.back(call, party)) {
            hear(call, party, now);
            tellOther(call, party, false, out);
        }
        if (wasMissed && call.state != State.RINGING) {
            // It may have been in the hands of another owner meanwhile, who told it otherwise.
            seat(call, party, out);
        }
    }

    /** While it rings nobody is told: there is nothing yet that could go on without it. */
    private void tellOther(Call call, Cid party, boolean lost, List<Effect> out) {
        Sender other = call.other(party);
        Sender self = party.equals(call.caller.cid()) ? call.caller : call.callee;
        if (self != null && other != null && other.cid() != null) {
            Event.OfCall news = lost ? new Event.PeerSuspect(call.id, self) : new Event.PeerBack(call.id, self);
            out.add(new Tell(call.tenant(), other.cid(), news));
            observer.on(lost ? new CallMoment.Suspect(call.id, self) : new CallMoment.Back(call.id, self));
        }
    }

    /** Tells both parties whether the other is lost. */
    void tellBoth(Call call, List<Effect> out) {
        if (call.callee != null) {
            call.parties().forEach(party -> tellOther(call, party, call.suspects.containsKey(party), out));
        }
    }

    /** Tells whoever waits for the other party no more that it is lost. */
    void takeBack(Call call, List<Effect> out) {
        call.parties().stream().filter(call.suspects::containsKey).forEach(party -> tellOther(call, party, false, out));
    }

    void gone(Call call, Cid cid, long now, List<Effect> out) {
        endings.close(call, CloseReason.DISCONNECTED, Endings.senderAmong(call, cid::equals), cid::equals, now, out);
    }

    void nodeDown(NodeRef node, long now, List<Effect> out) {
        Predicate<Cid> lost = livedOn(node);
        for (Call call : List.copyOf(table.all())) {
            if (call.state == State.RINGING) {
                ringLost(call, lost, now, out);
            } else if (call.parties().stream().anyMatch(lost)) {
                partyLost(call, lost, now, out);
            }
        }
    }

    private void partyLost(Call call, Predicate<Cid> lost, long now, List<Effect> out) {
        if (options.graceMillis() == 0) {
            endings.close(call, CloseReason.DISCONNECTED, Endings.senderAmong(call, lost), lost, now, out);
        } else {
            call.parties().stream().filter(lost).forEach(party -> suspectForNow(call, party, now, out));
        }
    }

    /** A ring ends with its caller. Whom it rings may turn up again, with the ring on the screen. */
    private void ringLost(Call call, Predicate<Cid> lost, long now, List<Effect> out) {
        boolean isOver =
                call.parties().stream().anyMatch(lost) && (options.graceMillis() == 0 || lost.test(call.callerCid()));
        if (isOver) {
            endings.close(call, CloseReason.DISCONNECTED, Endings.senderAmong(call, lost), lost, now, out);
            return;
        }
        Set<Cid> devices = new LinkedHashSet<>(call.parties());
        devices.addAll(call.heardBy);
        for (Cid device : devices) {
            if (lost.test(device) && !call.silenced.contains(device)) {
                suspectForNow(call, device, now, out);
            }
        }
    }

    private void suspectForNow(Call call, Cid party, long now, List<Effect> out) {
        if (call.suspects.getOrDefault(party, OPEN_END) != OPEN_END) {
            return;
        }
        suspectUntil(call, party, now + table.graces().of(party, options.graceMillis(), now), out);
    }

    /** On a node in this life of it or an earlier one. */
    private Predicate<Cid> livedOn(NodeRef node) {
        return cid -> {
            NodeRef at = whereabouts.apply(cid);
            return at == null || (at.id() == node.id() && at.incarnation() <= node.incarnation());
        };
    }

    /**
     * It is given its leg back, on whatever node it is now. One whose node was lost has come back when that node says so: what
     * is said to it now may be lost, too. Where that node asks for what rings, the connection may be quicker than the news that its node is
     * lost; where it does not, that node knows, or this one is late and owns the ring no more.
     */
    void adopted(Cid cid, boolean asks, long now, List<Effect> out) {
        for (Call call : table.of(cid)) {
            if (call.state != State.RINGING) {
                if (!isMissed(call, cid)) {
                    back(call, cid, now, out);
                }
                seatMissed(call, cid, now, out);
            }
        }
        for (Call call : table.suspected()) {
            if (call.state == State.RINGING && isMissed(call, cid)) {
                seatMissed(call, cid, now, out);
            }
        }
        for (Call call : table.ringingOn(cid)) {
            if (asks && !isMissed(call, cid)) {
                seat(call, cid, out);
            }
        }
    }

    /** Whether it was lost with its node, which therefore will never say that it is gone for good. */
    static boolean isMissed(Call call, Cid cid) {
        return call.suspects.getOrDefault(cid, OPEN_END) != OPEN_END;
    }

    private void seatMissed(Call call, Cid cid, long now, List<Effect> out) {
        long until = call.suspects.getOrDefault(cid, OPEN_END);
        if (until != OPEN_END) {
            table.suspect(call, cid, Math.max(until, now + options.graceMillis()));
        }
        seat(call, cid, out);
    }

    /** The caller's leg, or the callee's; while it rings, that of any of those who hear it. */
    static void seat(Call call, Cid party, List<Effect> out) {
        boolean outgoing = party.equals(call.caller.cid());
        Sender peer = call.isUnstarted() ? asked(call) : call.other(party);
        if (peer != null) {
            out.add(new Seat(call.id, party, outgoing, peer, call.answeredAt, call.term));
        }
    }

    /** Whom the devices that ring are to call. */
    static Sender asked(Call call) {
        return new Sender(((CallTarget.User) call.target).user(), null);
    }

    /** A call whose owner is lost: of its parties one lives here, and the other perhaps not at all. */
    void inherited(Call call, NodeRef lost, long now, List<Effect> out) {
        for (Cid party : call.parties()) {
            if (livedOn(lost).test(party)) {
                suspectForNow(call, party, now, out);
            } else {
                seat(call, party, out);
            }
        }
    }

    /** A sign of life from the node of a party. */
    void alive(Call call, Cid party, long now, List<Effect> out) {
        long until = call.suspects.getOrDefault(party, OPEN_END);
        if (until != OPEN_END) {
            back(call, party, now, out);
        }
        hear(call, party, now);
    }

    /** While it rings there is nothing to watch over. */
    private void hear(Call call, Cid party, long now) {
        if (call.state != State.RINGING && CallTable.isWatched(call, party)) {
            table.heard(call, party, now);
        }
    }

    void tick(Predicate<CallId> isComing, long now, List<Effect> out) {
        table.graces().tick(now);
        table.suspected().stream().filter(call -> !isComing.test(call.id)).forEach(call -> endGraces(call, now, out));
        for (LegRef silent : table.silentSince(now - options.silentMillis())) {
            Call call = table.live(silent.call());
            if (call != null) {
                gone(call, silent.cid(), now, out);
            }
        }
        // Its node may speak to another owner, or to none. It is asked before the call is given up.
        for (LegRef silent : table.silentSince(now - options.silentMillis() / 2)) {
            Call call = table.live(silent.call());
            if (call != null) {
                seat(call, silent.cid(), out);
            }
        }
    }

    private void endGraces(Call call, long now, List<Effect> out) {
        Predicate<Cid> lost = cid -> call.suspects.getOrDefault(cid, OPEN_END) <= now;
        if (call.parties().stream().anyMatch(lost)) {
            endings.close(call, CloseReason.DISCONNECTED, Endings.senderAmong(call, lost), lost, now, out);
            return;
        }
        List.copyOf(call.suspects.keySet()).stream().filter(lost).forEach(device -> {
            table.back(call, device);
            ringing.silence(call, device, now, out);
        });
        remind(call, out);
    }

    /** Its node was lost and is there again, or it lives on another by now: that may not know of the call, or of another owner. */
    private void remind(Call call, List<Effect> out) {
        call.suspects.forEach((party, until) -> {
            if (until != OPEN_END && whereabouts.apply(party) != null) {
                seat(call, party, out);
            }
        });
    }
}
