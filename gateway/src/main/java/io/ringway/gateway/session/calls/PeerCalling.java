package io.ringway.gateway.session.calls;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.gateway.calls.CallTarget;
import io.ringway.gateway.calls.Leg;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.protocol.envelope.CallStep;
import io.ringway.gateway.session.Session;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls for wires that know no call ids: which call is meant follows from the two connections. Nothing about a
 * call is answered with an error, because these clients have no place for one; what comes too late is dropped, as they
 * expect. Hub only.
 */
public final class PeerCalling {
    private final Calling calling;

    public PeerCalling(Calling calling) {
        this.calling = calling;
    }

    public void receive(Session session, Command.OfPeerCall command) {
        switch (command) {
            case Command.PeerSignal signal -> signal(session, signal);
            case Command.PeerUnknown unknown -> refuse(session, unknown);
            case Command.PeerAccept accept -> accept(session, accept);
            case Command.PeerHangup hangup -> hangup(session, hangup);
        }
    }

    private void signal(Session session, Command.PeerSignal command) {
        Leg leg = newest(session, command.peer());
        switch (command.signal()) {
            case Signal.Offer offer when leg == null || rings(leg) -> ring(session, command, offer);
            case Signal.Answer answer when leg != null && rings(leg) -> accept(session, leg, answer);
            case Signal signal
            when leg != null && !rings(leg) -> calling.step(leg, session.sender(), new CallStep.Relay(signal));
            case Signal late -> {}
        }
    }

    /** Whether an offer to this one would begin a call. */
    public boolean begins(Session session, Cid peer) {
        Leg leg = newest(session, peer);
        return leg == null || rings(leg);
    }

    /** Ends the call that the client thinks it has begun. */
    public void refuse(Session session, Command.PeerSignal command) {
        CallId none = new CallId(command.peer());
        session.tell(new Event.PeerClosed(none, CloseReason.FAILED, null, command.peer()));
    }

    private void ring(Session session, Command.PeerSignal command, Signal.Offer offer) {
        Cid callee = calling.legs().resolve(session.cid(), command.peer());
        calling.requests()
                .begin(session, command, new CallTarget.Connection(callee), offer, Bytes.EMPTY, RingOptions.DEFAULTS);
    }

    /** The client would ring for ever: that nobody has this name does not end its call, only a hang-up does. */
    private void refuse(Session session, Command.PeerUnknown command) {
        session.fail(command, ErrorCode.NOT_FOUND, "no such connection");
        session.tell(new Event.PeerUnknown(command.peer()));
    }

    private void accept(Session session, Command.PeerAccept command) {
        Leg leg = newest(session, command.peer());
        if (leg != null && rings(leg)) {
            accept(session, leg, null);
        }
    }

    private void accept(Session session, Leg leg, Signal.@Nullable Answer answer) {
        calling.accepting(leg);
        calling.step(leg, session.sender(), new CallStep.Accept(answer, true, null));
    }

    private void hangup(Session session, Command.PeerHangup command) {
        for (Leg leg : calling.legs().between(session.cid(), command.peer())) {
            calling.step(leg, session.sender(), new CallStep.Hangup(false));
        }
    }

    /** Whether this connection is being rung, and has not answered. */
    private static boolean rings(Leg leg) {
        return !leg.outgoing() && !leg.accepted();
    }

    private @Nullable Leg newest(Session session, Cid peer) {
        List<Leg> legs = calling.legs().between(session.cid(), peer);
        return legs.isEmpty() ? null : legs.getFirst();
    }
}
