package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.Signal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One call as its owner knows it. Touched by {@link CallCore} alone. */
final class Call {
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

    final CallId id;
    final Sender caller;
    final Cid callerCid;
    final CallTarget target;
    final long deadline;
    final List<Signal> kept = new ArrayList<>();
    int keptBytes;
    State state = State.RINGING;

    /** How many connections hear the ring; more than there can be until that is known. */
    int rung = Integer.MAX_VALUE;

    /** Those of a user's connections that went away while it rang. */
    final Set<Cid> silenced = new HashSet<>();

    @Nullable
    Sender callee;

    CloseReason reason = CloseReason.FAILED;

    Call(CallInput.Ring ring, Cid callerCid, long deadline) {
        id = ring.call();
        caller = ring.caller();
        this.callerCid = callerCid;
        target = ring.target();
        this.deadline = deadline;
    }

    Tenant tenant() {
        return caller.user().tenant();
    }

    Role roleOf(Sender who) {
        if (who.cid() == null || !who.user().tenant().equals(tenant())) {
            return Role.NONE;
        }
        if (who.cid().equals(callerCid)) {
            return Role.CALLER;
        }
        if (callee != null && who.cid().equals(callee.cid())) {
            return Role.CALLEE;
        }
        boolean rung = switch (target) {
            case CallTarget.Connection one -> who.cid().equals(one.cid());
            case CallTarget.User all -> who.user().equals(all.user());
        };
        return !rung ? Role.NONE : callee == null ? Role.CALLEE : Role.LATE;
    }

    /** The connections known by their cid: the caller, and the callee as far as it is one. */
    Set<Cid> parties() {
        if (callee != null && callee.cid() != null) {
            return Set.of(callerCid, callee.cid());
        }
        return target instanceof CallTarget.Connection(Cid cid) ? Set.of(callerCid, cid) : Set.of(callerCid);
    }

    /** The one who is not this one; null while nobody has accepted. */
    @Nullable
    Sender other(Role role) {
        return role == Role.CALLER ? callee : caller;
    }
}
