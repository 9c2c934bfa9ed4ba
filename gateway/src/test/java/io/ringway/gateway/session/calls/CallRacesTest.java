package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallSimulation.nodeNumber;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.session.calls.CallSimulation.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two do the same thing at the same moment on two nodes, in thousands of orders of what follows. */
class CallRacesTest {
    private static final int RACES = Integer.getInteger("calls.races", 10_000);

    @Test
    void ofTwoAnswersInTheSameMillisecondExactlyOneWins() {
        int[] wins = {0, 0};
        for (int seed = 0; seed < RACES; seed++) {
            CallSimulation simulation = new CallSimulation(seed, 2, Faults.NONE);
            CallClient ada = simulation.connect(nodeNumber(1), "ada");
            List<CallClient> bob =
                    List.of(simulation.connect(nodeNumber(1), "bob"), simulation.connect(nodeNumber(2), "bob"));
            simulation.call(ada, callUser("bob"));
            simulation.drain();
            CallId call = ada.stories.keySet().iterator().next();
            int first = simulation.chance() ? 0 : 1;
            simulation.call(bob.get(first), new Command.Accept(0, call, null));
            while (simulation.chance()) {
                simulation.deliverOne();
            }
            simulation.call(bob.get(1 - first), new Command.Accept(0, call, null));
            simulation.drain();
            List<CallClient> winners =
                    bob.stream().filter(one -> one.story(call).open()).toList();
            assertEquals(1, winners.size(), "winners of race " + seed);
            assertEquals(winners.getFirst().cid, ada.story(call).peer);
            int loser = 1 - bob.indexOf(winners.getFirst());
            assertEquals(CloseReason.ANSWERED_ELSEWHERE, bob.get(loser).story(call).reason);
            wins[bob.indexOf(winners.getFirst())]++;
        }
        assertTrue(wins[0] > 0 && wins[1] > 0, "a race that always ends the same is none");
    }

    /** By user or by connection, with and without other devices, and one of them a little later, or much. */
    @Test
    void ofTwoWhoCallEachOtherOneCallRemainsAndNobodyHearsARingOrAnError() {
        int merged = 0;
        for (int seed = 0; seed < RACES; seed++) {
            CallSimulation simulation = new CallSimulation(seed, 2, Faults.NONE);
            CallClient ada = simulation.connect(nodeNumber(1), "ada");
            CallClient bob = simulation.connect(nodeNumber(simulation.chance() ? 1 : 2), "bob");
            List<CallClient> others = new ArrayList<>();
            if (simulation.chance()) {
                others.add(simulation.connect(nodeNumber(2), "ada"));
                others.add(simulation.connect(nodeNumber(1), "bob"));
            }
            simulation.call(ada, simulation.chance() ? callUser("bob") : callCid(bob));
            while (simulation.chance()) {
                simulation.deliverOne();
            }
            boolean hears = bob.stories.values().stream().anyMatch(story -> story.incoming);
            simulation.call(bob, simulation.chance() ? callUser("ada") : callCid(ada));
            simulation.drain();

            CallClient.Story remaining = only(ada);
            assertEquals(remaining.call, only(bob).call, "one call in race " + seed);
            assertEquals(bob.cid, remaining.peer);
            assertEquals(ada.cid, only(bob).peer);
            assertTrue(only(ada).accepted && only(bob).accepted);
            assertTrue(hears || rings(ada, bob).findAny().isEmpty(), "nobody who calls is rung, in race " + seed);
            for (CallClient one :
                    Stream.concat(Stream.of(ada, bob), others.stream()).toList()) {
                assertEquals(List.of(), one.failures);
            }
            others.forEach(one -> one.stories.values().forEach(story -> assertFalse(story.open(), "rings on")));
            merged++;
        }
        assertEquals(RACES, merged);
    }

    private static Stream<CallClient.Story> rings(CallClient... clients) {
        return Stream.of(clients)
                .flatMap(client -> client.stories.values().stream())
                .filter(story -> story.rung);
    }

    private static CallClient.Story only(CallClient client) {
        List<CallClient.Story> open =
                client.stories.values().stream().filter(CallClient.Story::open).toList();
        assertEquals(1, open.size(), () -> "calls of " + client.user + ": " + client.stories.values());
        return open.getFirst();
    }

    private static Command.OfCall callUser(String user) {
        return new Command.CallUser(0, user, null, Bytes.EMPTY, RingOptions.DEFAULTS);
    }

    private static Command.OfCall callCid(CallClient client) {
        return new Command.CallCid(0, client.cid, null, Bytes.EMPTY, RingOptions.DEFAULTS);
    }
}
