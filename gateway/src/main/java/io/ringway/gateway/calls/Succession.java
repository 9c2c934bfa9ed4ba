package io.ringway.gateway.calls;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.gateway.calls.Call.Role;
import io.ringway.gateway.calls.Call.State;
import io.ringway.gateway.calls.Effect.Own;
import io.ringway.gateway.calls.Effect.Refused;
import io.ringway.gateway.calls.Effect.Tell;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.CallHandover;
import io.ringway.gateway.protocol.envelope.Recipient;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Calls that change hands, a part of {@link CallCore}: a party goes on with another of its connections, a caller's session
 * goes to another node and its calls with it, an owner is lost and the callee's node takes its place.
 */
final class Succession {
    /** Less than a client gives a new peer connection before it tries anything else. */
    private static final long RENEWAL_MILLIS = 5_000;

    /** More than a device's wish takes to every node of its user, and from there to the owner; less than it takes somebody to change his mind. */
    private static final long ON_ITS_WAY_MILLIS = 500;

    private final CallTable table;
    private final Absences absences;
    private final Ringing ringing;
    private final CallObserver observer;

    Succession(CallTable table, Absences absences, Ringing ringing, CallObserver observer) {
        this.table = table;
        this.absences = absences;
        this.ringing = ringing;
        this.observer = observer;
    }

    /**
     * Two may ask for the same call at once, and one of them on several nodes: whoever asked for it of the one that had it asks it
     * of the one that has it by now. What was done before, and comes once more, or late, is not done again: the device would have lost
     * the call to another meanwhile, and take no part in it.
     */
    void move(CallInput.Move move, long now, List<Effect> out) {
        Call call = table.find(move.call());
        Sender from = call == null ? null : call.partyFor(move.by());
        if (call == null || from == null || !move.to().user().equals(from.user())) {
            refuse(move, CloseReason.FAILED, out);
        } else if (call.state == State.CLOSED) {
            refuse(move, call.reason, out);
        } else if (move.by().equals(move.to())) {
            renew(call, move.by(), from, now, out);
        } else if (isNew(call, move, from, now)) {
            take(call, from, move.to(), now, out);
        } else {
            refuse(move, CloseReason.MOVED, out);
        }
    }

    private static boolean isNew(Call call, CallInput.Move move, Sender from, long now) {
        long taken = call.former.takenAt(move.to().cid());
        return taken == Long.MIN_VALUE || (from.equals(move.by()) && now - taken >= ON_ITS_WAY_MILLIS);
    }

    private void take(Call call, Sender from, Sender to, long now, List<Effect> out) {
        Role role = call.roleOf(from);
        Sender peer = call.other(role);
        Cid had = from.cid();
        Cid has = to.cid();
        if (peer == null || had == null || has == null || call.parties().contains(has)) {
            return;
        }
        table.moved(call, had, to, now);
        observer.on(new CallMoment.Moved(call.id, to, false));
        out.add(new Tell(call.tenant(), had, new Event.Closed(call.id, CloseReason.MOVED, to)));
        if (peer.cid() != null) {
            out.add(new Tell(call.tenant(), peer.cid(), new Event.Moved(call.id, to)));
        }
        out.add(new Tell(call.tenant(), has, new Event.Taken(call.id, peer, role == Role.CALLEE)));
        Absences.seat(call, has, out);
    }

    /**
     * A party has found no way: both sides go on with a new peer connection, as if it had gone on elsewhere. Both may ask, and
     * at the same time; who comes second is told of the first, as he would have to be anyway. Two offers would cross otherwise,
     * one of them for a peer connection that is gone. Where a party could not follow, it is refused.
     */
    private void renew(Call call, Sender by, Sender party, long now, List<Effect> out) {
        Sender peer = call.other(call.roleOf(by));
        if (!by.equals(party) || peer == null) {
            // It has been told that another connection has the call.
            return;
        }
        if (call.isTiedToItsPeers || by.cid() == null || peer.cid() == null) {
            out.add(new Refused(call.id, by, ErrorCode.BAD_REQUEST));
            return;
        }
        if (now < call.renewedUntil) {
            return;
        }
        call.renewedUntil = now + RENEWAL_MILLIS;
        observer.on(new CallMoment.Moved(call.id, by, true));
        out.add(new Tell(call.tenant(), peer.cid(), new Event.Moved(call.id, by)));
        out.add(new Tell(call.tenant(), by.cid(), new Event.Taken(call.id, peer, call.roleOf(by) == Role.CALLEE)));
    }

    private static void refuse(CallInput.Move move, CloseReason reason, List<Effect> out) {
        Cid to = move.to().cid();
        if (to != null) {
            out.add(new Tell(move.to().user().tenant(), to, new Event.Closed(move.call(), reason, null)));
        }
    }

    void inherit(CallInput.Inherit inherit, long now, List<Effect> out) {
        Cid callee = inherit.callee().cid();
        if (table.find(inherit.call()) != null
                || callee == null
                || inherit.caller().cid() == null) {
            return;
        }
        CallTarget target = new CallTarget.Connection(callee);
        Call call = new Call(CallInput.Ring.bare(inherit.call(), inherit.caller(), target), now, now);
        call.state = State.CONNECTED;
        call.sent = true;
        // The lost node alone knew.
        call.isTiedToItsPeers = true;
        call.callee = inherit.callee();
        call.answeredAt = inherit.answeredAt();
        call.head = inherit.known();
        call.term = inherit.lost().term() + 1;
        table.add(call, now);
        observer.taken(call.id, call.tenant());
        absences.inherited(call, inherit.lost().owner(), now, out);
    }

    /** As {@link #inherit}, by a node that none of the two is on. What the lost owner knew of who is away has been lost with it. */
    void succeed(CallInput.Succeed succeed, long now, List<Effect> out) {
        if (table.live(succeed.call().call()) != null) {
            return;
        }
        Call call = Snapshots.restore(succeed.call(), succeed.knownAt());
        // It was told of the call as it was answered, and not that it came about.
        call.state = State.CONNECTED;
        call.suspects.clear();
        table.add(call, now);
        observer.taken(call.id, call.tenant());
        absences.inherited(call, succeed.owner(), succeed.lostAt(), out);
    }

    static CallHandover.Owned copy(Call call, long now) {
        return Snapshots.of(call, now);
    }

    /**
     * Takes out the calls that go along with a connection: those it has begun, and those that would be left without a
     * party here.
     */
    List<CallHandover.Owned> release(Cid cid, Predicate<Cid> isHere, long now) {
        List<CallHandover.Owned> released = new ArrayList<>();
        for (Call call : table.of(cid)) {
            if (cid.equals(call.caller.cid()) || !isHere.test(call.callerCid())) {
                released.add(Snapshots.of(call, now));
                table.remove(call);
                observer.left(call.id);
            }
        }
        return released;
    }

    void install(List<CallHandover.Owned> calls, long now, List<Effect> out) {
        for (CallHandover.Owned owned : calls) {
            Call known = table.live(owned.call());
            if (known != null) {
                // Both had inherited it: what the other has said of who is lost may not be so here.
                absences.tellBoth(known, out);
            } else {
                Call call = Snapshots.restore(owned, now);
                table.add(call, now);
                observer.taken(call.id, call.tenant());
                announce(call, now, out);
            }
        }
    }

    /**
     * What was asked about a ring that is not out yet was answered to the owner before; so was how many hear one that is: it is
     * told once more, where that is not known, and who hears it takes no notice.
     */
    private void announce(Call call, long now, List<Effect> out) {
        if (call.state != State.RINGING) {
            call.parties().forEach(party -> Absences.seat(call, party, out));
        } else if (call.sent) {
            out.add(new Own(call.id, call.tenant(), call.rings()));
            if (call.rung == Integer.MAX_VALUE) {
                Endings.tellCallees(call, call.incoming(now), out);
            }
        } else {
            ringing.ask(call, out);
        }
    }

    /** Another node owns it, and has the last word on who is lost: what this one has said of that is taken back. */
    void cede(CallId id, List<Effect> out) {
        Call call = table.live(id);
        if (call != null) {
            absences.takeBack(call, out);
            table.remove(call);
            observer.left(id);
        }
    }

    /** As {@link #cede}; whoever hears the ring is too late. */
    void overtaken(CallId id, Sender winner, List<Effect> out) {
        Call call = table.live(id);
        if (call != null && call.sent) {
            Endings.tellCallees(call, new Event.Closed(id, CloseReason.ANSWERED_ELSEWHERE, winner), out);
        }
        cede(id, out);
    }

    /** Calls in the form they travel in. */
    private static final class Snapshots {
        static CallHandover.Owned of(Call call, long now) {
            boolean isRinging = call.state == State.RINGING;
            return new CallHandover.Owned(
                    call.id,
                    call.caller,
                    switch (call.target) {
                        case CallTarget.Connection(Cid cid) -> new Recipient.Connection(call.tenant(), cid);
                        case CallTarget.User(var user) -> new Recipient.User(user);
                    },
                    call.callee,
                    isRinging ? call.ring.data() : Bytes.EMPTY,
                    // Whoever has answered is given it in this moment.
                    isRinging ? List.copyOf(call.kept) : List.of(),
                    new CallHandover.Progress(
                            CallHandover.Stage.valueOf(call.state.name()),
                            call.duration(now),
                            CallHandover.ago(call.connectedAt, now),
                            call.term,
                            call.former.leave(now)),
                    CallHandover.Head.of(call.head, now),
                    new CallHandover.Ring(
                            Math.max(0, call.deadline - now),
                            call.ring.options(),
                            call.ring.merges(),
                            call.isTiedToItsPeers,
                            call.sent,
                            call.muted,
                            call.rung,
                            List.copyOf(call.silenced),
                            List.copyOf(call.declinedOn)),
                    call.suspects.entrySet().stream()
                            .map(one -> new CallHandover.Suspect(one.getKey(), left(one.getValue(), now)))
                            .toList());
        }

        private static long left(long until, long now) {
            return until == Long.MAX_VALUE ? CallHandover.NONE : Math.max(0, until - now);
        }

        static Call restore(CallHandover.Owned owned, long now) {
            CallTarget target = switch (owned.target()) {
                case Recipient.Connection(var tenant, var cid) -> new CallTarget.Connection(cid);
                case Recipient.User(var user) -> new CallTarget.User(user);
            };
            CallHandover.Ring ring = owned.ring();
            Call call = new Call(
                    new CallInput.Ring(
                            owned.call(), owned.caller(), target, null, owned.data(), ring.options(), ring.merges()),
                    now,
                    now + ring.leftMs());
            call.state = State.valueOf(owned.progress().stage().name());
            long ago = owned.progress().answeredAgo();
            call.answeredAt = ago == CallHandover.NONE ? Event.Closed.UNANSWERED : now - ago;
            call.connectedAt = CallHandover.at(owned.progress().connectedAgo(), now);
            call.head = owned.head().at(now);
            call.callee = owned.callee();
            call.term = owned.progress().term() + 1;
            call.former.arrive(owned.progress().former(), now);
            call.kept.addAll(owned.kept());
            call.keptBytes = owned.kept().stream()
                    .mapToInt(signal -> signal.json().size())
                    .sum();
            call.isTiedToItsPeers = ring.tied();
            call.sent = ring.sent();
            call.muted = ring.muted();
            call.rung = ring.heardBy();
            call.silenced.addAll(ring.silenced());
            call.silencedBefore = call.silenced.size();
            call.declinedOn.addAll(ring.declinedOn());
            for (CallHandover.Suspect suspect : owned.suspects()) {
                long until = suspect.leftMs() == CallHandover.NONE ? Long.MAX_VALUE : now + suspect.leftMs();
                call.suspects.put(suspect.party(), until);
            }
            if (call.state == State.RINGING) {
                // Its devices among them have heard it where they were before.
                call.heardBy.addAll(call.suspects.keySet());
                call.heardBy.remove(call.caller.cid());
            }
            return call;
        }
    }
}
