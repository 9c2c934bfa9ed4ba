package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cid;
import io.ringway.gateway.calls.CallMoment;
import io.ringway.gateway.calls.CallObserver;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Sender;

/**
 * Notes for callers of this node whose connection it is that they ring, so that they can be told who has not answered: a client
 * that rings a connection has its id from a list that names the user. Hub only.
 */
final class Rung implements CallObserver {
    private final Calling calling;

    Rung(Calling calling) {
        this.calling = calling;
    }

    @Override
    public void on(CallMoment moment) {
        if (moment instanceof CallMoment.Ringing(CallId call, Sender callee, boolean news)) {
            Cid caller = calling.core().callerOf(call);
            if (caller != null) {
                calling.legs().ringing(call, caller, callee);
            }
        }
    }
}
