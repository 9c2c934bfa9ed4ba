package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallSimulation.nodeNumber;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.cluster.lists.Bounds;
import io.ringway.cluster.lists.Item;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.lists.ListStore;
import io.ringway.cluster.local.LocalLists;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CallLine;
import io.ringway.gateway.protocol.CallRecord;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.envelope.CallLogCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.push.Notifier;
import io.ringway.gateway.session.calls.CallSimulation.Faults;
import io.ringway.gateway.session.calls.log.CallLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is left of calls that changed hands: their entries in the histories, whatever became of their timelines. */
class MovedCallsHistoryTest {
    private static final NodeRef ONE = nodeNumber(1);
    private static final NodeRef TWO = nodeNumber(2);
    private static final InstantSource CLOCK = () -> Instant.ofEpochMilli(1_000_000);
    private static final Faults GRACE = new Faults(0, 0, 5_000, true, true);

    private final LocalLists histories = new LocalLists(new Bounds(10_000, Duration.ofDays(30), 1_000), CLOCK);

    private CallSimulation simulation(long seed, Faults faults, ListStore timelines) {
        return new CallSimulation(seed, 2, faults, Notifier.NOBODY, new CallLog.Stores(histories, timelines));
    }

    private CallSimulation withoutTimelines(Faults faults) {
        return simulation(7, faults, ListStore.NONE);
    }

    private static CallId ring(CallSimulation simulation, CallClient from, Command.OfCall command) {
        simulation.call(from, command);
        simulation.drain();
        return from.stories.keySet().iterator().next();
    }

    private static CallId ringUser(CallSimulation simulation, CallClient from, CallClient to) {
        Bytes data = Bytes.utf8("{\"a\":1}");
        return ring(simulation, from, new Command.CallUser(0, to.user.id(), null, data, RingOptions.DEFAULTS));
    }

    private static void accept(CallSimulation simulation, CallClient by, CallId call) {
        simulation.call(by, new Command.Accept(0, call, null));
        simulation.drain();
    }

    private static void hangUp(CallSimulation simulation, CallClient by, CallId call) {
        simulation.call(by, new Command.Hangup(0, call, false, false));
        simulation.drain();
    }

    private static void travel(CallSimulation simulation, CallClient who, NodeRef to) {
        simulation.travel(who, to);
        simulation.drain();
    }

    private List<CallRecord> history(UserId user) {
        return histories.page(new ListKey(user.tenant(), user.id()), "", 10_000).result().items().stream()
                .map(MovedCallsHistoryTest::record)
                .toList();
    }

    private static CallRecord record(Item item) {
        try {
            return CallLogCodec.record(item.body());
        } catch (EnvelopeException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private CallRecord only(CallClient client) {
        List<CallRecord> calls = history(client.user);
        assertEquals(1, calls.size(), () -> "calls of " + client.user.id());
        return calls.getFirst();
    }

    @Test
    void aCallThatMovedIsInBothHistoriesWhereThereAreNoTimelines() {
        CallSimulation simulation = withoutTimelines(Faults.NONE);
        CallClient ada = simulation.connect(ONE, "ada");
        CallClient bob = simulation.connect(TWO, "bob");
        CallId call = ringUser(simulation, ada, bob);
        accept(simulation, bob, call);
        travel(simulation, ada, TWO);
        hangUp(simulation, ada, call);

        CallRecord kept = only(ada);
        assertEquals(kept, only(bob));
        assertEquals(call, kept.call());
        assertEquals("ada", kept.caller());
        assertEquals("bob", kept.callee());
        assertEquals(7, kept.dataBytes());
        assertEquals(1_000_000, kept.began());
        assertEquals(1_000_000, kept.answered());
        assertEquals(bob.cid, kept.device());
        assertEquals(CloseReason.HANGUP, kept.reason());
        assertEquals("ada", kept.endedBy());
    }

    @Test
    void aRingThatMovedIsMissedWhereThereAreNoTimelines() {
        CallSimulation simulation = withoutTimelines(Faults.NONE);
        CallClient ada = simulation.connect(ONE, "ada");
        CallClient bob = simulation.connect(TWO, "bob");
        // By its connection: whose that is was found out by the node that the call has left.
        CallId call = ring(simulation, ada, new Command.CallCid(0, bob.cid, null, Bytes.EMPTY, RingOptions.DEFAULTS));
        travel(simulation, ada, TWO);
        hangUp(simulation, ada, call);
        assertTrue(only(bob).missedBy("bob"));
        assertEquals(CloseReason.CANCELLED, only(ada).reason());
    }

    /** The line of how it began was the oldest of 64, and with it went both entries. */
    @Test
    void aCallInWhichMuchHappenedIsInBothHistoriesAfterItMoved() {
        LocalLists timelines = new LocalLists(new Bounds(64, Duration.ofDays(1), 1_000), CLOCK);
        CallSimulation simulation = simulation(7, Faults.NONE, timelines);
        CallClient ada = simulation.connect(ONE, "ada");
        CallClient bob = simulation.connect(TWO, "bob");
        CallId call = ringUser(simulation, ada, bob);
        accept(simulation, bob, call);
        CallNode one = requireNonNull(simulation.at(ada));
        for (int i = 0; i < 40; i++) {
            one.calling.suspended(ada.session);
            one.calling.resumed(ada.session);
        }
        travel(simulation, ada, TWO);
        hangUp(simulation, ada, call);
        assertEquals(only(ada), only(bob));
        List<CallLine.What> lines =
                requireNonNull(requireNonNull(simulation.at(ada)).log)
                        .lines(CallSimulation.TENANT, call)
                        .result()
                        .stream()
                        .map(CallLine::what)
                        .toList();
        assertEquals(CallLine.What.BEGAN, lines.getFirst());
        assertTrue(lines.contains(CallLine.What.ANSWERED));
        assertEquals(CallLine.What.CLOSED, lines.getLast());
    }

    @Test
    void aRingWhoseOwnerDiedIsMissedWhereThereAreNoTimelines() {
        CallSimulation simulation = withoutTimelines(Faults.NONE);
        CallClient ada = simulation.connect(ONE, "ada");
        CallClient bob = simulation.connect(TWO, "bob");
        ringUser(simulation, ada, bob);
        simulation.kill(ONE);
        simulation.traffic().settle();
        assertTrue(only(bob).missedBy("bob"));
        assertEquals(only(bob), only(ada));
        assertEquals(7, only(bob).dataBytes());
    }

    @Test
    void aCallWhoseOwnerDiedIsInBothHistoriesWhereThereAreNoTimelines() {
        CallSimulation simulation = withoutTimelines(GRACE);
        CallClient ada = simulation.connect(ONE, "ada");
        CallClient bob = simulation.connect(TWO, "bob");
        CallId call = ringUser(simulation, ada, bob);
        accept(simulation, bob, call);
        simulation.kill(ONE);
        simulation.traffic().settle();
        hangUp(simulation, bob, call);
        CallRecord kept = history(bob.user).getFirst();
        assertEquals(List.of(kept), history(ada.user));
        assertEquals(CloseReason.HANGUP, kept.reason());
        assertEquals(7, kept.dataBytes());
        assertEquals(1_000_000, kept.began());
        assertEquals(bob.cid, kept.device());
    }

    @Test
    void howeverSessionsWanderEveryCallIsInItsCallersHistory() {
        for (long seed = 0; seed < 10; seed++) {
            LocalLists kept = new LocalLists(new Bounds(10_000, Duration.ofDays(30), 1_000), CLOCK);
            CallSimulation simulation = new CallSimulation(
                            seed,
                            3,
                            new Faults(0, 0, 0, false, true),
                            Notifier.NOBODY,
                            new CallLog.Stores(kept, ListStore.NONE))
                    .crowd(12);
            simulation.run(600);
            simulation.settle();
            int calls = 0;
            for (CallClient client : simulation.crowd().everybody()) {
                List<String> entered =
                        kept
                                .page(new ListKey(client.user.tenant(), client.user.id()), "", 10_000)
                                .result()
                                .items()
                                .stream()
                                .map(Item::id)
                                .toList();
                for (CallClient.Story story : client.stories.values()) {
                    if (story.outgoing && !story.taken && story.into == null) {
                        calls++;
                        assertTrue(
                                entered.contains(story.call.toString()),
                                "a call of seed " + seed + " is in no history");
                    }
                }
            }
            assertTrue(calls > 10, "hardly anybody called");
        }
    }
}
