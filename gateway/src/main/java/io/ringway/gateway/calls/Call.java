package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CallHead;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CallRecord;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.LiveCall;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.Signal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One call as its owner knows it. Touched by {@link CallCore} and its parts alone. Times are milliseconds. */
final class Call {
    /** The ordinal is on the wire between nodes: add at the end only. */
    enum State {
        RINGING,
        CONNECTING,
        CONNECTED,
        CLOSED
    }

    enum Role {
        CALLER,
        /** May accept or decline, or has accepted. */
        CALLEE,
        /** Was rung, and another answered first. */
        LATE,
        NONE
    }

    /** How it was begun; the caller may be on another connection by now. */
    final CallInput.Ring ring;

    final CallId id;
    final CallTarget target;
    long deadline;
    final List<Signal> kept = new ArrayList<>();
    int keptBytes;

    /** Whether what is kept counts among what this node keeps. */
    boolean counted;

    State state = State.RINGING;

    /** Whether the callees have been told, or those who are to start the call. Not yet, while they are asked about; never, where they blocked the caller. */
    boolean sent;

    /** Whether the callee wants no calls of this caller, who must not notice. */
    boolean muted;

    /** How many connections hear the ring; more than there can be until that is known. */
    int rung = Integer.MAX_VALUE;

    /** How many of {@link #silenced} were so before this node could count. */
    int silencedBefore;

    /** Those of a user's connections that have said that they ring; more than were counted where one came later. */
    final Set<Cid> heardBy = new HashSet<>();

    /** Whether it rings as a waiting call. */
    boolean waiting;

    /** Whether a party's client can be told of no new peer connection: it would take the offer of one for another ring. */
    boolean isTiedToItsPeers;

    /** Until when both sides have just begun anew, each on a new peer connection. */
    long renewedUntil = Long.MIN_VALUE;

    /** Those of a user's connections that went away, or declined, while it rang. */
    final Set<Cid> silenced = new HashSet<>();

    /** Those of them that declined, and were told that the call is over for them. */
    final Set<Cid> declinedOn = new HashSet<>();

    /** Without a connection where the backend has begun the call, until one of the user's devices has started it. */
    Sender caller;

    @Nullable
    Sender callee;

    /** When it was answered; {@link Event.Closed#UNANSWERED} before. */
    long answeredAt = Event.Closed.UNANSWERED;

    /** What its entry in the histories will say of it. */
    CallHead head;

    /** When one side had answered the other's offer; {@link CallRecord#NEVER} before, and where only a lost owner knew. */
    long connectedAt = CallRecord.NEVER;

    /** How often it has changed hands. */
    int term;

    /**
     * The parties whose connection is lost for now, and until when they may come back; while it rings, also those whose ring
     * was lost with their node.
     */
    final Map<Cid, Long> suspects = new LinkedHashMap<>(2);

    final FormerDevices former = new FormerDevices();

    CloseReason reason = CloseReason.FAILED;

    Call(CallInput.Ring ring, long now, long deadline) {
        this.ring = ring;
        this.deadline = deadline;
        String called = ring.target() instanceof CallTarget.User(var user) ? user.id() : null;
        head = new CallHead(ring.caller().user().id(), called, ring.data().size(), now);
        id = ring.call();
        caller = ring.caller();
        target = ring.target();
    }

    Tenant tenant() {
        return caller.user().tenant();
    }

    Cid callerCid() {
        return Objects.requireNonNull(caller.cid(), "only a connection calls");
    }

    /** Whether no device of the caller has started it yet. */
    boolean isUnstarted() {
        return caller.cid() == null;
    }

    /** Who is rung now, or is to be: the callees, before them the devices of the caller. */
    CallTarget rings() {
        return isUnstarted() ? new CallTarget.User(caller.user()) : target;
    }

    /** A device of the caller has taken it: it begins to ring. */
    void started(Sender device, long until) {
        caller = device;
        deadline = until;
        sent = false;
        rung = Integer.MAX_VALUE;
        suspects.clear();
        silenced.clear();
        silencedBefore = 0;
        heardBy.clear();
        declinedOn.clear();
    }

    /** What those who are rung are told. */
    Event.Incoming incoming(long now) {
        long left = Math.max(0, deadline - now);
        return isUnstarted()
                ? new Event.Incoming(
                        id,
                        new Sender(((CallTarget.User) target).user(), null),
                        null,
                        ring.data(),
                        left,
                        waiting,
                        false,
                        true)
                : new Event.Incoming(id, caller, offer(), ring.data(), left, waiting, ring.merges());
    }

    /** Whether it is over for all who hear it, as far as that is known. */
    boolean isHeardByNobody() {
        return rung != Integer.MAX_VALUE && silenced.size() >= Math.max(rung, heardBy.size());
    }

    /** One side has answered the other's offer. */
    void connected(long now) {
        state = State.CONNECTED;
        connectedAt = connectedAt == CallRecord.NEVER ? now : connectedAt;
    }

    /** Milliseconds from the answer until now. */
    long duration(long now) {
        return answeredAt == Event.Closed.UNANSWERED ? answeredAt : Math.max(0, now - answeredAt);
    }

    Role roleOf(Sender who) {
        if (who.cid() == null || !who.user().tenant().equals(tenant())) {
            return Role.NONE;
        }
        if (who.cid().equals(caller.cid())) {
            return Role.CALLER;
        }
        if (callee != null && who.cid().equals(callee.cid())) {
            return Role.CALLEE;
        }
        boolean rung = switch (rings()) {
            case CallTarget.Connection one -> who.cid().equals(one.cid());
            case CallTarget.User all -> who.user().equals(all.user());
        };
        return !sent || !rung ? Role.NONE : callee == null ? Role.CALLEE : Role.LATE;
    }

    /** For {@link CallTable#moved} alone, which knows calls by their parties. */
    void moved(Cid from, Sender to, long now) {
        Role side = from.equals(caller.cid()) ? Role.CALLER : Role.CALLEE;
        if (side == Role.CALLER) {
            caller = to;
        } else {
            callee = to;
        }
        former.taken(from, side, to.cid(), now);
    }

    /**
     * The party that a connection of an answered call is, or that has taken the call from it. Of one that is not known to have been a
     * party, the one that its user is; null where that is none, or both.
     */
    @Nullable
    Sender partyFor(Sender who) {
        Sender answered = callee;
        if (answered == null) {
            return null;
        }
        List<Sender> own = Stream.of(caller, answered)
                .filter(party -> party.user().equals(who.user()))
                .toList();
        if (own.size() < 2) {
            return own.isEmpty() ? null : own.getFirst();
        }
        Role had = former.sideOf(who.cid());
        Role side = had == null ? roleOf(who) : had;
        return side == Role.CALLER ? caller : side == Role.CALLEE ? answered : null;
    }

    /** The connections known by their cid: the caller first, and the callee as far as it is one. */
    List<Cid> parties() {
        if (isUnstarted()) {
            return List.of();
        }
        if (callee != null && callee.cid() != null) {
            return List.of(callerCid(), callee.cid());
        }
        boolean one = callee == null && target instanceof CallTarget.Connection;
        return one ? List.of(callerCid(), ((CallTarget.Connection) target).cid()) : List.of(callerCid());
    }

    /** Who calls and who is called, as far as that is a user. */
    Set<UserId> users() {
        Set<UserId> users = new HashSet<>();
        users.add(caller.user());
        if (callee != null) {
            users.add(callee.user());
        } else if (target instanceof CallTarget.User(var user)) {
            users.add(user);
        }
        return users;
    }

    /** The one who is not this one; null while nobody has accepted. */
    @Nullable
    Sender other(Role role) {
        return role == Role.CALLER ? callee : caller;
    }

    /** As {@link #other(Role)}, of a party by its connection. */
    @Nullable
    Sender other(Cid party) {
        return other(party.equals(caller.cid()) ? Role.CALLER : Role.CALLEE);
    }

    LiveCall toLive() {
        LiveCall.State shown = isUnstarted() ? LiveCall.State.STARTING : LiveCall.State.valueOf(state.name());
        String calledUser = target instanceof CallTarget.User(var user) ? user.id() : null;
        Cid calledCid = target instanceof CallTarget.Connection(Cid cid) ? cid : null;
        Sender answered = callee;
        return new LiveCall(
                id,
                shown,
                caller.user().id(),
                caller.cid(),
                answered == null ? calledUser : answered.user().id(),
                answered == null ? calledCid : answered.cid(),
                answeredAt == Event.Closed.UNANSWERED ? CallRecord.NEVER : answeredAt,
                connectedAt);
    }

    /** The offer that came with the ring, while it is kept. */
    Signal.@Nullable Offer offer() {
        return !kept.isEmpty() && kept.getFirst() instanceof Signal.Offer offer ? offer : null;
    }
}
