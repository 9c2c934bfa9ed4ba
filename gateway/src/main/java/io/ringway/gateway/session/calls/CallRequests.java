package io.ringway.gateway.session.calls;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Action;
import io.ringway.gateway.calls.CallInput;
import io.ringway.gateway.calls.CallMoment;
import io.ringway.gateway.calls.CallTarget;
import io.ringway.gateway.calls.Effect;
import io.ringway.gateway.calls.Leg;
import io.ringway.gateway.calls.Legs;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.protocol.envelope.CallHandover;
import io.ringway.gateway.protocol.envelope.CallStep;
import io.ringway.gateway.session.Session;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What clients ask of calls: to begin, accept and end them, and to pass on signals. Hub only. */
public final class CallRequests {
    private final Calling calling;
    private final Calling.Parts parts;
    private final Cluster cluster;
    private final Legs legs;
    private final InstantSource clock;

    CallRequests(Calling calling, Calling.Parts parts, Legs legs) {
        this.calling = calling;
        this.parts = parts;
        this.cluster = parts.cluster();
        this.legs = legs;
        this.clock = parts.clock();
    }

    public void receive(Session session, Command.OfCall command) {
        switch (command) {
            case Command.CallCid call -> call(session, call);
            case Command.CallUser call -> call(session, call);
            case Command.Accept accept -> accept(session, accept);
            case Command.SendSignal signal -> signal(session, signal);
            case Command.Hangup hangup -> hangup(session, hangup);
            case Command.Move move -> calling.moves().move(session, move);
        }
    }

    private void call(Session session, Command.CallCid command) {
        CallTarget target = new CallTarget.Connection(command.cid());
        begin(session, command, target, command.offer(), command.data(), command.options());
    }

    private void call(Session session, Command.CallUser command) {
        CallTarget target = new CallTarget.User(new UserId(session.tenant(), command.userId()));
        begin(session, command, target, command.offer(), command.data(), command.options());
    }

    void begin(
            Session session,
            Command command,
            CallTarget target,
            Signal.@Nullable Offer offer,
            Bytes data,
            RingOptions ring) {
        CallId id = new CallId(cluster.newCid());
        boolean merges = session.dialect().namesCalls();
        Leg ringing = merges ? legs.ringingFrom(session.cid(), target) : null;
        if (!session.principal().grants().allows(Action.CALL)) {
            refuse(session, command, id, ErrorCode.FORBIDDEN, 0);
        } else if (parts.options().requireCommonGroup() && !CommonGroups.has(session, target, cluster)) {
            refuse(session, command, id, ErrorCode.FORBIDDEN, 0);
        } else if (hasMost(session)) {
            refuse(session, command, id, ErrorCode.LIMIT_REACHED, 0);
        } else if (ringing != null) {
            acceptInstead(session, command, id, ringing);
        } else {
            CallInput input = new CallInput.Ring(id, session.sender(), target, offer, data, ring, merges);
            ring(session, command, target, id, data, calling.core().on(input, clock.millis()));
        }
    }

    /** Whether a connection is in as many calls as it may be. */
    boolean hasMost(Session session) {
        return legs.ownOf(session.cid()) >= parts.options().bounds().perConnection();
    }

    private void ring(Session session, Command command, CallTarget target, CallId id, Bytes data, List<Effect> begun) {
        if (begun.size() == 1 && begun.getFirst() instanceof Effect.Refused refused) {
            refuse(session, command, id, refused.code(), refused.retryAfterMs());
            return;
        }
        if (command instanceof Command.PeerSignal signal && target instanceof CallTarget.Connection(Cid callee)) {
            legs.calling(id, session.cid(), callee, signal.peer());
        } else {
            legs.calling(id, session.cid(), target);
        }
        session.tell(new Event.Calling(command.id(), id));
        parts.observer().on(new CallMoment.Began(id, session.sender(), target, data.size()));
        calling.effects().apply(begun);
    }

    /** Who calls the one who is calling him wants to answer. */
    private void acceptInstead(Session session, Command command, CallId id, Leg ringing) {
        session.tell(new Event.Calling(command.id(), id));
        legs.silence(id, session.cid());
        legs.merged(id, session.cid(), ringing.call());
        calling.accepting(ringing);
        Sender caller = new Sender(Objects.requireNonNull(ringing.peerUser(), "who rings is known"), ringing.peer());
        session.tell(new Event.Merged(id, ringing.call(), caller));
        calling.step(ringing, session.sender(), new CallStep.Accept(null, false, null));
    }

    /** A call that never begins. A wire without call ids has no error for it: there the call ends at once. */
    private static void refuse(Session session, Command command, CallId id, ErrorCode code, long retryAfterMs) {
        if (command instanceof Command.PeerSignal signal) {
            session.tell(new Event.PeerClosed(id, CloseReason.FAILED, null, signal.peer()));
        } else {
            session.tell(new Event.Failed(command.id(), code, "this call cannot be made", retryAfterMs));
        }
    }

    private void accept(Session session, Command.Accept command) {
        Leg leg = leg(session, command, command.call());
        if (leg != null && leg.outgoing()) {
            session.fail(command, ErrorCode.BAD_REQUEST, "the caller has nothing to accept");
        } else if (leg != null) {
            calling.accepting(leg);
            done(session, command, leg, new CallStep.Accept(command.answer(), false, null));
        }
    }

    private void signal(Session session, Command.SendSignal command) {
        Leg leg = leg(session, command, command.call());
        if (leg != null && (leg.outgoing() || leg.accepted())) {
            done(session, command, leg, new CallStep.Relay(command.signal()));
        } else if (leg != null) {
            session.fail(command, ErrorCode.BAD_REQUEST, "accept the call first");
        }
    }

    private void hangup(Session session, Command.Hangup command) {
        // Asked before the news came that the call had become another.
        Leg instead = legs.instead(session.cid(), command.call());
        if (instead != null) {
            done(session, command, instead, new CallStep.Hangup(false, command.failed()));
            return;
        }
        if (legs.leg(session.cid(), command.call()) == null && legs.closed(session.cid(), command.call())) {
            session.tell(new Event.Done(command.id()));
            return;
        }
        Leg leg = leg(session, command, command.call());
        if (leg != null) {
            if (leg.outgoing() || leg.accepted()) {
                legs.hangingUp(leg);
            }
            done(session, command, leg, new CallStep.Hangup(command.thisDeviceOnly(), command.failed()));
        }
    }

    private void done(Session session, Command command, Leg leg, CallStep step) {
        calling.ask(leg, session.sender(), step, refused -> {
            if (refused == null) {
                session.tell(new Event.Done(command.id()));
            } else {
                session.fail(command, refused.code(), words(refused.code()));
            }
        });
    }

    private static String words(ErrorCode code) {
        return switch (code) {
            case LIMIT_REACHED -> Event.SignalRefused.MESSAGE;
            case CALL_CLOSED -> "the call is over";
            case NO_SUCH_CALL -> "this connection has no such call";
            default -> "this cannot be done in this call";
        };
    }

    private @Nullable Leg leg(Session session, Command command, CallId call) {
        Leg leg = legs.leg(session.cid(), call);
        if (leg == null && legs.ended(session.cid(), call)) {
            session.fail(command, ErrorCode.CALL_CLOSED, "the call is over");
        } else if (leg == null) {
            if (session.passage().moves() > 0) {
                // It comes from a node that may be lost, and gives the call up; so must an owner that is late with its
                // seat.
                legs.silence(new CallHandover.Ended(call, false), session.cid());
            }
            session.fail(command, ErrorCode.NO_SUCH_CALL, "this connection has no such call");
        }
        return leg;
    }
}
