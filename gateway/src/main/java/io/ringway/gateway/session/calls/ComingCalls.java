package io.ringway.gateway.session.calls;

import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.CallHandover;
import io.ringway.gateway.protocol.envelope.CallStep;
import io.ringway.gateway.session.Arrival;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls that have come to this node with a session that is still on its way. What parties had asked of the node before is passed on from
 * there, and what they ask of this one waits for that: a party's signals would overtake each other. The counterpart of
 * {@link CallTransit}. Hub only.
 */
final class ComingCalls {
    private final Map<CallId, Arrival> coming = new HashMap<>();

    /** Calls have come with a session, and what is said to it waits. */
    void come(Arrival arrival, List<CallHandover.Owned> calls) {
        calls.forEach(owned -> coming.put(owned.call(), arrival));
        arrival.arrived().onComplete(over -> calls.forEach(owned -> coming.remove(owned.call(), arrival)));
    }

    /** Whether what is asked of a call may have to wait. */
    boolean isComing(CallId call) {
        return coming.containsKey(call);
    }

    /**
     * Does what a party asks of a call, in its turn.
     *
     * @param from the node that says so
     */
    void inTurn(NodeRef from, CallId call, Sender by, CallStep step, Runnable what) {
        Arrival arrival = coming.get(call);
        if (arrival == null || isBefore(arrival, from, by) || !isOfParty(step)) {
            what.run();
        } else {
            arrival.gates.last(what);
        }
    }

    /** By the session's old node comes what the others wait for, and the session itself says nothing to that one any more. */
    private static boolean isBefore(Arrival arrival, NodeRef from, Sender by) {
        return from.id() == arrival.from.id() || arrival.session.cid().equals(by.cid());
    }

    /** What its node alone says has no order that anybody could notice. */
    private static boolean isOfParty(CallStep step) {
        return switch (step) {
            case CallStep.Accept it -> true;
            case CallStep.Relay it -> true;
            case CallStep.Hangup it -> true;
            case CallStep.Move it -> true;
            case CallStep.Suspect it -> true;
            case CallStep.Back it -> true;
            case CallStep.Gone it -> true;
            case CallStep.Alive it -> true;
            case CallStep.Waits it -> true;
            case CallStep.Cleared it -> false;
            case CallStep.Grace it -> false;
            case CallStep.Deposed it -> false;
        };
    }
}
