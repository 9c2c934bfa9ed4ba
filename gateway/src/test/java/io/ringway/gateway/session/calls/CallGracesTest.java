package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallSimulation.nodeNumber;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.calls.CallInput;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.session.calls.CallSimulation.Faults;
import org.junit.jupiter.api.Test;

/** Whoever goes on with a call knows how long to wait for a page in the background whose node is lost. */
class CallGracesTest {
    private static final NodeRef ONE = nodeNumber(1);
    private static final NodeRef TWO = nodeNumber(2);
    private static final long GRACE_MILLIS = 10_000;

    private final CallSimulation simulation = new CallSimulation(7, 2, new Faults(0, 0, GRACE_MILLIS, false, false));
    private final CallClient ada = simulation.connect(ONE, "ada");
    private final CallClient bob = simulation.connect(TWO, "bob");

    private void inCall() {
        simulation.call(ada, new Command.CallCid(0, bob.cid, null, Bytes.EMPTY, RingOptions.DEFAULTS));
        simulation.drain();
        CallId call = ada.stories.keySet().iterator().next();
        simulation.call(bob, new Command.Accept(0, call, null));
        simulation.drain();
    }

    private void turn(CallClient client, NodeRef at, boolean hidden) {
        client.session.passage().background(hidden);
        simulation.calling(at).graces().changed(client.session);
        simulation.drain();
    }

    /** How many calls are left at a node, a while after another was lost. */
    private int left(NodeRef at, NodeRef lost, long millis) {
        Calling survivor = simulation.calling(at);
        survivor.handovers().nodeDown(lost);
        survivor.core().on(new CallInput.Tick(), simulation.millis() + millis);
        return survivor.size();
    }

    @Test
    void theOwnerWaitsForACalleeInTheBackground() {
        inCall();
        turn(bob, TWO, true);
        assertEquals(1, left(ONE, TWO, GRACE_MILLIS + 1));
        assertEquals(0, left(ONE, TWO, CallSimulation.HIDDEN_GRACE_MILLIS + 1));
    }

    @Test
    void theHeirWaitsForACallerInTheBackground() {
        inCall();
        turn(ada, ONE, true);
        assertEquals(1, left(TWO, ONE, GRACE_MILLIS + 1));
    }

    @Test
    void whoIsShownAgainIsWaitedForAsAllOthersAre() {
        inCall();
        turn(bob, TWO, true);
        turn(bob, TWO, false);
        assertEquals(0, left(ONE, TWO, GRACE_MILLIS + 1));
    }
}
