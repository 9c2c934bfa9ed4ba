package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallSimulation.nodeNumber;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.session.calls.CallSimulation.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two devices of a user take over the call that a third one has, at the same moment, in hundreds of orders of what follows. */
class CallTakeoversTest {
    private static final int ORDERS = Integer.getInteger("calls.takeovers", 100);
    private static final int CLIENTS = 4;

    /** Which node each of the four is connected to, and which side began the call. */
    private record Layout(int nodes, int places, boolean callerMoves) {
        static List<Layout> all(int nodes) {
            List<Layout> all = new ArrayList<>();
            for (int places = 0; places < Math.pow(nodes, CLIENTS); places++) {
                all.add(new Layout(nodes, places, false));
                all.add(new Layout(nodes, places, true));
            }
            return all;
        }

        CallClient connect(CallSimulation simulation, String user, int number) {
            int place = places / (int) Math.pow(nodes, number) % nodes;
            return simulation.connect(nodeNumber(place + 1), user);
        }
    }

    /** The call ended as disconnected, for all of them: it was given to a device that had been refused it just before. */
    @Test
    void aCallThatTwoDevicesTakeOverAtOnceGoesOnWithOneOfThem() {
        for (Layout layout : Layout.all(2)) {
            for (int seed = 0; seed < ORDERS; seed++) {
                takeOver(layout, seed);
            }
        }
    }

    /**
     * The two asked each other's nodes as well, which asked for the call on behalf of who had it next. One that asked after the first
     * device had lost the call, and before the next one had it, was told that there was no such call.
     */
    @Test
    void soDoesOneWhoseDevicesAreOnThreeNodes() {
        for (Layout layout : Layout.all(3)) {
            for (int seed = 0; seed < ORDERS / 4; seed++) {
                takeOver(layout, seed);
            }
        }
    }

    /** What the nodes of the two asked came late, to an owner that did not know who had had the call. */
    @Test
    void soDoesOneWhoseOwnerIsDrainedMeanwhile() {
        for (Layout layout : Layout.all(3)) {
            for (int seed = 0; seed < ORDERS / 4 && !layout.callerMoves(); seed++) {
                takeOver(layout, seed, true);
            }
        }
    }

    /** It said that it was there, was told that somebody else was, and given the call then: that ended it. */
    @Test
    void whoIsToldOfTheNextOwnerWhileItAsksIsGivenTheCall() {
        takeOver(new Layout(3, 16, false), 116, true);
    }

    private static void takeOver(Layout layout, int seed) {
        takeOver(layout, seed, false);
    }

    /** @param drained whether the other party goes to another node meanwhile, and the call with it, as that party began it */
    private static void takeOver(Layout layout, int seed, boolean drained) {
        CallSimulation simulation = new CallSimulation(seed, layout.nodes(), Faults.NONE);
        CallClient bob = layout.connect(simulation, "bob", 0);
        CallClient first = layout.connect(simulation, "cyd", 1);
        List<CallClient> takers = List.of(layout.connect(simulation, "cyd", 2), layout.connect(simulation, "cyd", 3));
        CallId call = layout.callerMoves() ? answered(simulation, first, bob) : answered(simulation, bob, first);

        int early = simulation.chance() ? 0 : 1;
        simulation.call(takers.get(early), takers.get(early).moving(call));
        while (simulation.chance()) {
            simulation.deliverOne();
        }
        simulation.call(takers.get(1 - early), takers.get(1 - early).moving(call));
        if (drained) {
            while (simulation.chance()) {
                simulation.deliverOne();
            }
            simulation.travel(bob, nodeNumber(bob.cid.node().id() == 1 ? 2 : 1));
        }
        simulation.drain();
        // So long that whoever has no part in the call would be missed.
        simulation.pass(40);

        String which = layout + ", order " + seed;
        assertTrue(bob.story(call).open(), () -> "goes on in " + which);
        // Who asks the next owner whether he still has it is told so before the word of the one before has come.
        Set<CloseReason> ends =
                drained ? Set.of(CloseReason.MOVED, CloseReason.ANSWERED_ELSEWHERE) : Set.of(CloseReason.MOVED);
        assertTrue(ends.contains(first.story(call).reason), which);
        List<CallClient> having =
                takers.stream().filter(one -> one.story(call).open()).toList();
        assertEquals(1, having.size(), () -> "devices that have it in " + which);
        CallClient winner = having.getFirst();
        CallClient other = takers.get(1 - takers.indexOf(winner));
        assertTrue(winner.story(call).taken, which);
        assertEquals(winner.cid, bob.story(call).peer, which);
        assertEquals(bob.cid, winner.story(call).peer, which);
        for (CallClient taker : takers) {
            assertTrue(taker.asking.isEmpty(), () -> "each was answered in " + which);
        }
        assertEquals(List.of(), other.failures, which);
        assertTrue(ends.contains(other.story(call).reason), which);

        simulation.call(winner, new Command.Hangup(0, call, false, false));
        simulation.drain();
        assertEquals(CloseReason.HANGUP, bob.story(call).reason, which);
        simulation.check();
    }

    private static CallId answered(CallSimulation simulation, CallClient caller, CallClient callee) {
        simulation.call(
                caller,
                simulation.chance()
                        ? new Command.CallCid(0, callee.cid, null, Bytes.EMPTY, RingOptions.DEFAULTS)
                        : new Command.CallUser(0, callee.user.id(), null, Bytes.EMPTY, RingOptions.DEFAULTS));
        simulation.drain();
        CallId call = caller.stories.keySet().iterator().next();
        simulation.call(callee, new Command.Accept(0, call, null));
        simulation.drain();
        return call;
    }
}
