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
import java.util.stream.Stream;
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

    /** A client that is rung by the one it rings has one name for both: what begins neither belongs to the one that is answered. */
    private void signal(Session session, Command.PeerSignal command) {
        List<Leg> legs = between(session, command.peer());
        Leg ringing = ringing(legs);
        Leg own = goingOn(legs);
        switch (command.signal()) {
            case Signal.Offer offer when own == null -> ring(session, command, offer);
            case Signal.Answer answer when ringing != null && !isAnswered(own) -> accept(session, ringing, answer);
            case Signal.Answer stray when own != null && !isAnswered(own) -> {}
            case Signal signal when own != null -> calling.step(own, session.sender(), new CallStep.Relay(signal));
            case Signal late -> {}
        }
    }

    /** Whether an offer to this one would begin a call. */
    public boolean begins(Session session, Cid peer) {
        return goingOn(between(session, peer)) == null;
    }

    /** Ends the call that the client thinks it has begun. */
    public void refuse(Session session, Command.PeerSignal command) {
        CallId none = new CallId(command.peer());
        session.tell(new Event.PeerClosed(none, CloseReason.FAILED, null, command.peer()));
    }

    private void ring(Session session, Command.PeerSignal command, Signal.Offer offer) {
        Cid callee = calling.legs().aliases().resolve(session.cid(), command.peer());
        calling.requests()
                .begin(session, command, new CallTarget.Connection(callee), offer, Bytes.EMPTY, RingOptions.DEFAULTS);
    }

    /** The client would ring for ever: that nobody has this name does not end its call, only a hang-up does. */
    private void refuse(Session session, Command.PeerUnknown command) {
        session.fail(command, ErrorCode.NOT_FOUND, "no such connection");
        session.tell(new Event.PeerUnknown(command.peer()));
    }

    private void accept(Session session, Command.PeerAccept command) {
        List<Leg> legs = between(session, command.peer());
        Leg ringing = ringing(legs);
        if (ringing != null && !isAnswered(goingOn(legs))) {
            accept(session, ringing, null);
        }
    }

    private void accept(Session session, Leg leg, Signal.@Nullable Answer answer) {
        calling.accepting(leg);
        calling.crossed().answering(session, leg);
        calling.step(leg, session.sender(), new CallStep.Accept(answer, true, null));
    }

    /** Two calls that were answered at the same time are one to those who are in them, as is one that was given up for another. */
    private void hangup(Session session, Command.PeerHangup command) {
        List<Leg> named = between(session, command.peer());
        List<Leg> twins = calling.legs().ofConnection(session.cid()).stream()
                .filter(leg -> leg.accepted() && isTwin(leg, command.peer(), named))
                .toList();
        Stream.of(named, twins)
                .flatMap(List::stream)
                .distinct()
                .forEach(leg -> calling.step(leg, session.sender(), new CallStep.Hangup(false)));
    }

    private boolean isTwin(Leg leg, Cid name, List<Leg> named) {
        return calling.legs().aliases().isInstead(leg, name)
                || named.stream().anyMatch(other -> other.accepted() && isSamePeer(leg, other));
    }

    private static boolean isSamePeer(Leg one, Leg other) {
        return one.peer() != null && one.peer().equals(other.peer());
    }

    private List<Leg> between(Session session, Cid peer) {
        return calling.legs().between(session.cid(), peer);
    }

    /** The call in which this connection is being rung, and has not answered. */
    private static @Nullable Leg ringing(List<Leg> legs) {
        return legs.stream()
                .filter(leg -> !leg.outgoing() && !leg.accepted())
                .findFirst()
                .orElse(null);
    }

    /** The call that is answered; before, the one that this connection has begun. */
    private static @Nullable Leg goingOn(List<Leg> legs) {
        Leg begun = legs.stream().filter(Leg::outgoing).findFirst().orElse(null);
        return legs.stream().filter(Leg::accepted).findFirst().orElse(begun);
    }

    private static boolean isAnswered(@Nullable Leg leg) {
        return leg != null && leg.accepted();
    }
}
