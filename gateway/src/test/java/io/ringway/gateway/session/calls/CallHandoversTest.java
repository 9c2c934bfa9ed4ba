package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallSimulation.nodeNumber;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class CallHandoversTest {
    private static final NodeRef ONE = nodeNumber(1);
    private static final NodeRef TWO = nodeNumber(2);
    private static final NodeRef THREE = nodeNumber(3);

    private final CallSimulation simulation = new CallSimulation(7, 2, Faults.NONE);
    private final CallClient ada = simulation.connect(ONE, "ada");
    private final CallClient bob = simulation.connect(TWO, "bob");

    private CallId answered() {
        return answered(simulation, ada, bob);
    }

    private static CallId answered(CallSimulation net, CallClient caller, CallClient callee) {
        CallId call = rung(net, caller, callee);
        net.call(callee, new Command.Accept(0, call, null));
        net.drain();
        return call;
    }

    private static CallId rung(CallSimulation net, CallClient caller, CallClient callee) {
        net.call(caller, new Command.CallCid(0, callee.cid, null, Bytes.EMPTY, RingOptions.DEFAULTS));
        net.drain();
        return caller.stories.keySet().iterator().next();
    }

    /** Two nodes, each of which took the other for the owner, passed what a party said back and forth for ever. */
    @Test
    void whereNobodyOwnsACallWhatItsPartiesSayComesToAnEnd() {
        CallId call = answered();
        assertEquals(List.of(), simulation.calling(ONE).core().cede(call));
        assertEquals(0, simulation.calling(ONE).live(), "the first owned it");
        simulation.calling(ONE).handovers().kept(call, TWO);
        simulation.calling(TWO).handovers().kept(call, ONE);
        simulation.calling(TWO).stepHere(call, bob.session.sender(), new CallStep.Alive());
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

    /** The new node did not know what it had been told, and took the news of the next owner for none. */
    @Test
    void whoWasToldThatTheOtherIsLostAndThenWentToAnotherNodeIsToldThatItIsBack() {
        CallSimulation net = new CallSimulation(7, 3, Faults.NONE);
        CallClient caller = net.connect(ONE, "ada");
        CallClient callee = net.connect(TWO, "bob");
        CallId call = answered(net, caller, callee);
        net.travels().lose(caller, net.nodes().get(ONE));
        net.drain();
        net.travel(callee, THREE);
        net.drain();
        assertTrue(callee.story(call).suspect);
        Sender peer = new Sender(caller.user, caller.cid);
        Leg next = Leg.seat(new Effect.Seat(call, callee.cid, false, peer, 1, 7), TWO, null);
        assertTrue(net.calling(THREE).handovers().seat(CallSimulation.TENANT, next, false));
        assertFalse(callee.story(call).suspect);
    }

    /** Bob, who has answered Ada's phone, rings all that she has. */
    private CallId ringUserAda() {
        simulation.call(bob, new Command.CallUser(0, ada.user.id(), null, Bytes.EMPTY, RingOptions.DEFAULTS));
        simulation.drain();
        return List.copyOf(bob.stories.keySet()).getLast();
    }

    /** It was given up as one that crosses the call, which he had answered long before. */
    @Test
    void whoRingsMoreDevicesOfThePeerGoesOnRingingWhenTheOwnerSeatsItAgain() {
        CallId call = answered();
        CallClient laptop = simulation.connect(ONE, "ada");
        CallId ring = ringUserAda();
        assertTrue(laptop.story(ring).rung);
        simulation.calling(ONE).run(new CallInput.Waits(call, bob.session.sender()));
        simulation.drain();
        assertTrue(bob.story(ring).open() && laptop.story(ring).open(), "it rings");
        simulation.call(laptop, new Command.Accept(0, ring, null));
        simulation.drain();
        assertEquals(laptop.cid, bob.story(ring).peer);
    }

    /** He rings her before he knows that he is the one who has answered. */
    @Test
    void whoHearsByASignalAloneThatItHasAnsweredGivesUpItsRing() {
        CallId call = rung(simulation, ada, bob);
        simulation.call(bob, new Command.Accept(0, call, null));
        deliverUntil(simulation, () -> simulation.calling(ONE).core().wasAnswered(call));
        simulation.traffic().dropBetween(ONE, TWO);
        CallId ring = ringUserAda();
        assertTrue(bob.story(ring).open(), "that he was seated was lost");
        simulation.call(ada, new Command.SendSignal(0, call, new Signal.Candidate(Bytes.utf8("1"))));
        simulation.drain();
        assertEquals(CloseReason.CANCELLED, bob.story(ring).reason);
        assertTrue(bob.story(call).open() && ada.story(call).open(), "they talk");
    }

    /** Its hang-up was lost with the node that it went to, and nobody asked again. */
    @Test
    void whoHasHungUpAndThenWentToAnotherNodeAsksUntilItIsOver() {
        CallId call = answered();
        simulation.call(bob, new Command.Hangup(0, call, false, false));
        simulation.traffic().dropBetween(TWO, ONE);
        simulation.travel(bob, ONE);
        simulation.drain();
        assertTrue(ada.story(call).open(), "it was lost");
        simulation.pass(10);
        assertEquals(CloseReason.HANGUP, ada.story(call).reason);
    }

    private static void deliverUntil(CallSimulation net, BooleanSupplier done) {
        for (int message = 0; message < 1_000 && !done.getAsBoolean(); message++) {
            net.deliverOne();
        }
        assertTrue(done.getAsBoolean());
    }

    /** The node that had the call told the other party that it was over, half a minute later, in the midst of it. */
    @Test
    void aCallGoesOnOfWhichTheFirstOwnerDoesNotHearWhoHasIt() {
        CallSimulation net = new CallSimulation(7, 3, Faults.NONE);
        CallClient caller = net.connect(ONE, "ada");
        CallClient callee = net.connect(TWO, "bob");
        CallId call = answered(net, caller, callee);
        net.travel(caller, THREE);
        net.calling(ONE).stepHere(call, callee.session.sender(), new CallStep.Back());
        deliverUntil(net, () -> net.calling(THREE).live() == 1);
        net.traffic().dropBetween(THREE, ONE);
        deliverUntil(net, () -> isOwnedBy(net, callee, call, THREE));
        net.traffic().dropBetween(TWO, ONE);
        assertTrue(net.calling(ONE).transit().waitsFor(call, 1));
        net.pass(60);
        assertTrue(caller.story(call).open() && callee.story(call).open(), "they talk");
        assertEquals(1, net.calling(THREE).live());
    }

    /** It was kept for half a minute, and then he was told that the call is over. */
    @Test
    void anAnswerIsTakenToANodeThatCouldNotSayThatItHasTheRing() {
        CallSimulation net = new CallSimulation(7, 3, Faults.NONE);
        CallClient caller = net.connect(ONE, "ada");
        CallClient callee = net.connect(TWO, "bob");
        CallId call = rung(net, caller, callee);
        net.travel(caller, THREE);
        deliverUntil(net, () -> net.calling(THREE).live() == 1);
        net.traffic().dropBetween(THREE, ONE);
        net.traffic().dropBetween(THREE, TWO);
        net.call(callee, new Command.Accept(0, call, null));
        net.pass(12);
        assertEquals(callee.cid, caller.story(call).peer);
        assertTrue(callee.story(call).open());
    }

    /** It was dropped at the next tick, with what had been asked before. */
    @Test
    void anAnswerOfTheNextLifeOfTheFormerOwnerIsTakenToTheNextOne() {
        CallSimulation net = new CallSimulation(7, 3, new Faults(0, 0, 5_000, false, false));
        CallClient caller = net.connect(TWO, "ada");
        CallClient callee = net.connect(ONE, "bob");
        CallId call = rung(net, caller, callee);
        net.travel(caller, THREE);
        net.nodes().get(TWO).self = net.nodes().get(TWO).self.next();
        net.calling(TWO).stepHere(call, callee.session.sender(), new CallStep.Accept(null, false, null));
        net.calling(TWO).tick();
        net.drain();
        assertEquals(callee.cid, caller.story(call).peer);
    }

    private static boolean isOwnedBy(CallSimulation net, CallClient client, CallId call, NodeRef owner) {
        CallNode node = requireNonNull(net.at(client));
        return requireNonNull(node.calling.legs().leg(client.cid, call)).owner().equals(owner);
    }
}
