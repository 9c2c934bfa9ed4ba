package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallSimulation.nodeNumber;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.calls.CallInput;
import io.ringway.gateway.calls.Effect;
import io.ringway.gateway.calls.Leg;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.protocol.envelope.CallStep;
import io.ringway.gateway.session.calls.CallSimulation.Faults;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallHandoversTest {
    private static final NodeRef ONE = nodeNumber(1);
    private static final NodeRef TWO = nodeNumber(2);

    private final CallSimulation simulation = new CallSimulation(7, 2, Faults.NONE);
    private final CallClient ada = simulation.connect(ONE, "ada");
    private final CallClient bob = simulation.connect(TWO, "bob");

    private CallId answered() {
        simulation.call(ada, new Command.CallCid(0, bob.cid, null, Bytes.EMPTY, RingOptions.DEFAULTS));
        simulation.drain();
        CallId call = ada.stories.keySet().iterator().next();
        simulation.call(bob, new Command.Accept(0, call, null));
        simulation.drain();
        return call;
    }

    /** Two nodes, each of which took the other for the owner, passed what a party said back and forth for ever. */
    @Test
    void whereNobodyOwnsACallWhatItsPartiesSayComesToAnEnd() {
        CallId call = answered();
        assertEquals(List.of(), simulation.calling(ONE).core().cede(call));
        assertEquals(0, simulation.calling(ONE).live(), "the first owned it");
        simulation.calling(ONE).handovers().kept(call, TWO);
        simulation.calling(TWO).handovers().kept(call, ONE);
        simulation.calling(TWO).step(call, bob.session.sender(), new CallStep.Alive());
        simulation.drain();
        assertEquals(CloseReason.DISCONNECTED, bob.story(call).reason);
        simulation.settle();
        simulation.check();
        assertEquals(CloseReason.DISCONNECTED, ada.story(call).reason);
    }

    /** The backend's node owned the call, and the caller was told nothing. */
    @Test
    void whoIsFarFromTheOwnerIsToldOfSignalsThatWereDropped() {
        CallId call = new CallId(simulation.newCid(ONE));
        simulation.calling(ONE).run(new CallInput.Start(call, bob.user, ada.user, Bytes.EMPTY, RingOptions.DEFAULTS));
        simulation.drain();
        simulation.call(bob, new Command.Accept(0, call, null));
        simulation.drain();
        for (int i = 0; i < 258; i++) {
            simulation.call(bob, new Command.SendSignal(0, call, new Signal.Candidate(Bytes.utf8("" + i))));
        }
        simulation.drain();
        assertEquals(2, bob.story(call).refused);
        simulation.call(ada, new Command.Accept(0, call, null));
        simulation.drain();
        assertEquals(256, ada.story(call).candidates.size());
    }

    /** It was said by the first node before it gave the call away, and took the long way. */
    @Test
    void aNodeThatWasGivenACallDoesNotCedeItToTheOneThatGaveIt() {
        CallId call = answered();
        Leg late = Leg.seat(
                new Effect.Seat(call, bob.cid, false, new Sender(ada.user, ada.cid), 1, 0),
                requireNonNull(simulation.calling(TWO).legs().leg(bob.cid, call))
                        .owner(),
                null);
        simulation.travel(ada, TWO);
        simulation.drain();
        assertEquals(1, simulation.calling(TWO).live());
        assertTrue(simulation.calling(TWO).handovers().seat(CallSimulation.TENANT, late, false));
        assertEquals(1, simulation.calling(TWO).live(), "it owns it");
        simulation.call(bob, new Command.Hangup(0, call, false, false));
        simulation.drain();
        assertEquals(CloseReason.HANGUP, ada.story(call).reason);
    }
}
