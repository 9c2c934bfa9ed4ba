package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.calls.Call.State;
import io.ringway.gateway.calls.Effect.Seat;
import io.ringway.gateway.calls.Effect.Tell;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import java.util.List;
import java.util.Objects;
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
    private final CallObserver observer;
    private final Function<Cid, @Nullable NodeRef> whereabouts;

    Absences(
            CallOptions options,
            CallTable table,
            Endings endings,
            Function<Cid, @Nullable NodeRef> whereabouts,
            CallObserver observer) {
        this.options = options;
        this.table = table;
        this.endings = endings;
        this.observer = observer;
        this.whereabouts = whereabouts;
    }

    void suspect(Call call, Cid party, List<Effect> out) {
        suspect(call, party, OPEN_END, out);
    }

    private void suspect(Call call, Cid party, long until, List<Effect> out) {
        boolean news = !call.suspects.containsKey(party);
        table.suspect(call, party, until);
        if (news) {
            tellOther(call, party, true, out);
        }
    }

    void back(Call call, Cid party, long now, List<Effect> out) {
        if (table.back(call, party)) {
            hear(call, party, now);
            tellOther(call, party, false, out);
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

    void gone(Call call, Cid cid, long now, List<Effect> out) {
        endings.close(call, CloseReason.DISCONNECTED, Endings.senderAmong(call, cid::equals), cid::equals, now, out);
    }

    void nodeDown(NodeRef node, long now, List<Effect> out) {
        Predicate<Cid> lost = livedOn(node);
        for (Call call : table.with(lost)) {
            if (options.graceMillis() == 0 || call.state == State.RINGING) {
                Sender by = Endings.senderAmong(call, lost);
                endings.close(call, CloseReason.DISCONNECTED, by, lost, now, out);
            } else {
                call.parties().stream().filter(lost).forEach(party -> suspectForNow(call, party, now, out));
            }
        }
    }

    private void suspectForNow(Call call, Cid party, long now, List<Effect> out) {
        if (call.suspects.getOrDefault(party, OPEN_END) != OPEN_END) {
            return;
        }
        suspect(call, party, now + table.graces().of(party, options.graceMillis(), now), out);
    }

    /** On a node in this life of it or an earlier one. */
    private Predicate<Cid> livedOn(NodeRef node) {
        return cid -> {
            NodeRef at = whereabouts.apply(cid);
            return at == null || (at.id() == node.id() && at.incarnation() <= node.incarnation());
        };
    }

    /** It is given its leg back, on whatever node it is now. */
    void adopted(Cid cid, long now, List<Effect> out) {
        for (Call call : table.of(cid)) {
            if (call.state != State.RINGING) {
                seat(call, cid, out);
                back(call, cid, now, out);
            }
        }
    }

    static void seat(Call call, Cid party, List<Effect> out) {
        boolean outgoing = party.equals(call.caller.cid());
        Sender peer = Objects.requireNonNull(call.other(party), "an answered call has two parties");
        out.add(new Seat(call.id, party, outgoing, peer, call.answeredAt));
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

    void tick(long now, List<Effect> out) {
        table.graces().tick(now);
        for (Call call : table.suspected()) {
            Predicate<Cid> lost = cid -> call.suspects.getOrDefault(cid, OPEN_END) <= now;
            if (call.parties().stream().anyMatch(lost)) {
                endings.close(call, CloseReason.DISCONNECTED, Endings.senderAmong(call, lost), lost, now, out);
            }
        }
        for (LegRef silent : table.silentSince(now - options.silentMillis())) {
            Call call = table.live(silent.call());
            if (call != null) {
                gone(call, silent.cid(), now, out);
            }
        }
    }
}
