package io.ringway.gateway.session.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.cluster.lists.Bounds;
import io.ringway.cluster.lists.Item;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.lists.ListPage;
import io.ringway.cluster.lists.ListStore;
import io.ringway.cluster.local.LocalLists;
import io.ringway.gateway.calls.CallMoment;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.push.Notice;
import io.ringway.gateway.push.Notifier;
import io.ringway.gateway.session.calls.CallSimulation.Faults;
import io.ringway.gateway.session.calls.log.CallLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rings by push over several nodes: what is rung is taken back, whoever gives up, changes nodes or dies. */
class PushedRingsTest {
    private static final NodeRef ONE = CallSimulation.nodeNumber(1);
    private static final NodeRef TWO = CallSimulation.nodeNumber(2);

    private static final NodeRef THREE = CallSimulation.nodeNumber(3);

    private static final int GRACE_SECONDS = 5;
    private static final Faults GRACE = new Faults(0, 0, 1_000 * GRACE_SECONDS, false, false);

    private final List<JsonObject> pushed = new ArrayList<>();

    private final LocalLists histories =
            new LocalLists(new Bounds(10, Duration.ofDays(1), 10), () -> Instant.ofEpochMilli(1_000_000));

    /** The answers that wait to be given; where there are none, a push is answered at once. */
    private final List<Promise<Integer>> unanswered = new ArrayList<>();

    private boolean isSlow;

    /** Bob has a phone. */
    private final class Phone implements Notifier {
        @Override
        public boolean isOn() {
            return true;
        }

        @Override
        public Future<Integer> notify(UserId user, Notice notice) {
            pushed.add(new JsonObject(notice.payload().utf8()));
            if (!isSlow) {
                return Future.succeededFuture(1);
            }
            unanswered.add(Promise.promise());
            return unanswered.getLast().future();
        }

        @Override
        public Future<Integer> devices(UserId user) {
            return Future.succeededFuture(user.id().equals("bob") ? 1 : 0);
        }

        @Override
        public long keptUntil() {
            return 0;
        }
    }

    private CallSimulation simulation(int nodes) {
        return new CallSimulation(3, nodes, Faults.NONE, new Phone());
    }

    /** Three nodes that write down who missed what. */
    private CallSimulation remembering(Faults faults) {
        return new CallSimulation(3, 3, faults, new Phone(), new CallLog.Stores(histories, ListStore.NONE));
    }

    private ListPage history() {
        return histories.page(new ListKey(CallSimulation.TENANT, "bob"), "", 10).result();
    }

    private static CallId ring(CallSimulation simulation, CallClient ada) {
        simulation.call(ada, new Command.CallUser(0, "bob", null, Bytes.EMPTY, RingOptions.DEFAULTS));
        return ada.stories.keySet().iterator().next();
    }

    /** Her node is lost while she rings. */
    private static CallId ringAndLose(CallSimulation simulation, CallClient ada) {
        CallId call = ring(simulation, ada);
        simulation.drain();
        simulation.die(ONE);
        simulation.settleNews();
        return call;
    }

    private static boolean isOpen(CallClient client, CallId call) {
        CallClient.Story story = client.stories.get(call);
        return story != null && story.open();
    }

    private List<String> types() {
        return pushed.stream().map(notice -> notice.getString("type")).toList();
    }

    @Test
    void aCallThatWasCancelledBeforeItWasKnownThatNobodyIsThereIsNotPushed() {
        for (int delivered = 0; delivered < 12; delivered++) {
            pushed.clear();
            CallSimulation simulation = simulation(2);
            CallClient ada = simulation.connect(ONE, "ada");
            CallClient bob = simulation.connect(TWO, "bob");
            CallId call = ring(simulation, ada);
            for (int i = 0; i < delivered; i++) {
                simulation.deliverOne();
            }
            simulation.vanish(bob);
            simulation.call(ada, new Command.Hangup(1, call, false, false));
            simulation.drain();
            assertTrue(
                    types().isEmpty() || types().equals(List.of("ring", "ring_over")),
                    types() + " after " + delivered + " messages");
        }
    }

    @Test
    void aRingWhoseOwnerDiesIsTakenBackByOneOfTheOthers() {
        CallSimulation simulation = simulation(3);
        CallId call = ring(simulation, simulation.connect(ONE, "ada"));
        simulation.drain();
        assertEquals(List.of("ring"), types());
        simulation.kill(ONE);
        simulation.settle();
        assertEquals(List.of("ring", "ring_over"), types());
        assertEquals(call.toString(), pushed.getLast().getString("call_id"));
        assertEquals("disconnected", pushed.getLast().getString("reason"));
        assertTrue(pushed.getLast().getBoolean("missed"));
    }

    /** The phone said that it had missed a call, of which no history knew. */
    @Test
    void aRingWhoseOwnerDiesIsInTheHistoryOfWhoWasPushedTo() {
        CallSimulation simulation = remembering(Faults.NONE);
        CallId call = ring(simulation, simulation.connect(ONE, "ada"));
        simulation.drain();
        simulation.kill(ONE);
        simulation.settle();
        ListPage calls = history();
        assertEquals(
                List.of(call.toString()), calls.items().stream().map(Item::id).toList());
        assertEquals(1, calls.unseen());
    }

    /** Ada's node is lost, and she is back at once: whoever opens the app is rung by her, and nothing is taken back before. */
    @Test
    void aRingWhoseCallerComesBackRingsOn() {
        CallSimulation simulation = new CallSimulation(3, 3, GRACE, new Phone());
        CallClient ada = simulation.connect(ONE, "ada");
        CallId call = ringAndLose(simulation, ada);
        simulation.pass(1);
        simulation.returns().comeBack(ada);
        simulation.drain();
        assertTrue(isOpen(ada, call), "her client is told of the ring");
        simulation.pass(GRACE_SECONDS + 2);
        assertEquals(List.of("ring"), types());
        CallClient bob = simulation.connect(THREE, "bob");
        simulation.pass(2);
        assertTrue(isOpen(bob, call), "he has opened the app");
        simulation.call(bob, new Command.Accept(0, call, null));
        simulation.drain();
        assertEquals(bob.cid, ada.story(call).peer);
        simulation.pass(1);
        assertEquals(List.of("ring", "ring_over"), types());
        assertEquals("answered", pushed.getLast().getString("reason"));
    }

    /** He opens the app while she is away. */
    @Test
    void aRingOfALostNodeIsHeardByWhoOpensTheAppOnceItsCallerIsBack() {
        CallSimulation simulation = new CallSimulation(3, 3, GRACE, new Phone());
        CallClient ada = simulation.connect(ONE, "ada");
        CallId call = ringAndLose(simulation, ada);
        CallClient bob = simulation.connect(THREE, "bob");
        simulation.pass(1);
        simulation.returns().comeBack(ada);
        simulation.pass(2);
        assertTrue(isOpen(bob, call));
        simulation.call(ada, new Command.Hangup(0, call, false, false));
        simulation.drain();
        assertEquals(CloseReason.CANCELLED, bob.story(call).reason);
        assertEquals("cancelled", pushed.getLast().getString("reason"));
    }

    @Test
    void aRingWhoseCallerStaysAwayIsTakenBackOnceAndMissed() {
        CallSimulation simulation = remembering(GRACE);
        CallClient ada = simulation.connect(ONE, "ada");
        CallId call = ringAndLose(simulation, ada);
        simulation.pass(GRACE_SECONDS - 1);
        assertEquals(List.of("ring"), types());
        simulation.pass(2);
        assertEquals(List.of("ring", "ring_over"), types());
        assertTrue(pushed.getLast().getBoolean("missed"));
        assertEquals(1, history().unseen());
        simulation.returns().comeBack(ada);
        simulation.drain();
        assertEquals(false, isOpen(ada, call), "she gives up what is not listed");
        assertEquals(List.of("ring", "ring_over"), types());
    }

    /** The newcomer was never told of the ring, and the others took it for the one to act. */
    @Test
    void aRingIsTakenBackOnceAlsoWhereANodeWithALowerIdComesMeanwhile() {
        for (boolean comesFirst : List.of(false, true)) {
            pushed.clear();
            CallSimulation simulation = new CallSimulation(3, 3, GRACE, new Phone());
            ring(simulation, simulation.connect(ONE, "ada"));
            simulation.drain();
            if (comesFirst) {
                simulation.addNode(CallSimulation.nodeNumber(0));
            }
            simulation.die(ONE);
            simulation.settleNews();
            if (!comesFirst) {
                simulation.addNode(CallSimulation.nodeNumber(0));
            }
            simulation.pass(GRACE_SECONDS + 1);
            assertEquals(List.of("ring", "ring_over"), types());
        }
    }

    @Test
    void aRingIsKnownToBeItsNextOwnersAlsoWhereThereIsNoRoomForMore() {
        PushedRings rings = simulation(3).calling(ONE).pushed();
        UserId bob = new UserId(CallSimulation.TENANT, "bob");
        Event.Incoming ring = incoming();
        rings.told(bob, TWO, ring);
        for (int i = 0; i < 100_000; i++) {
            rings.told(bob, TWO, incoming());
        }
        rings.told(bob, THREE, ring);
        assertEquals(
                List.of(ring.call()),
                rings.nodeDown(THREE).stream().map(CallMoment.Ended::call).toList());
    }

    private static Event.Incoming incoming() {
        Cid caller = Cid.create(TWO);
        Sender ada = new Sender(new UserId(CallSimulation.TENANT, "ada"), caller);
        return new Event.Incoming(new CallId(caller), ada, null, Bytes.EMPTY, 30_000, false, true);
    }

    @Test
    void aRingIsTakenBackByTheNodeThatTheCallHasGoneTo() {
        CallSimulation simulation = simulation(3);
        CallClient ada = simulation.connect(ONE, "ada");
        CallId call = ring(simulation, ada);
        simulation.drain();
        simulation.travel(ada, TWO);
        simulation.drain();
        simulation.call(ada, new Command.Hangup(1, call, false, false));
        simulation.drain();
        simulation.kill(ONE);
        simulation.settle();
        assertEquals(List.of("ring", "ring_over"), types());
        assertEquals("cancelled", pushed.getLast().getString("reason"));
    }

    @Test
    void aRingIsPushedAlsoWhereItsCallChangesHandsBeforeItIsKnownThatNobodyIsThere() {
        for (int delivered = 0; delivered < 12; delivered++) {
            pushed.clear();
            CallSimulation simulation = simulation(3);
            CallClient ada = simulation.connect(ONE, "ada");
            CallClient bob = simulation.connect(THREE, "bob");
            CallId call = ring(simulation, ada);
            for (int i = 0; i < delivered; i++) {
                simulation.deliverOne();
            }
            boolean rang = !bob.stories.isEmpty();
            simulation.vanish(bob);
            simulation.travel(ada, TWO);
            simulation.drain();
            assertTrue(rang || !isOpen(ada, call) || types().equals(List.of("ring")), delivered + ": " + types());
            simulation.call(ada, new Command.Hangup(1, call, false, false));
            simulation.drain();
            assertTrue(types().isEmpty() || types().equals(List.of("ring", "ring_over")), delivered + ": " + types());
        }
    }

    @Test
    void aRingIsTakenBackWhereItsCallChangesHandsBeforeThePushIsAnswered() {
        for (boolean overBefore : List.of(false, true)) {
            pushed.clear();
            unanswered.clear();
            isSlow = true;
            CallSimulation simulation = simulation(3);
            CallClient ada = simulation.connect(ONE, "ada");
            CallId call = ring(simulation, ada);
            simulation.drain();
            assertEquals(List.of("ring"), types());
            isSlow = false;
            CallClient bob = simulation.connect(THREE, "bob");
            simulation.travel(ada, TWO);
            simulation.drain();
            assertTrue(isOpen(bob, call), "who has come meanwhile is rung");
            if (overBefore) {
                simulation.call(ada, new Command.Hangup(1, call, false, false));
                simulation.drain();
            }
            unanswered.removeFirst().complete(1);
            simulation.drain();
            if (!overBefore) {
                simulation.call(ada, new Command.Hangup(1, call, false, false));
                simulation.drain();
            }
            simulation.kill(ONE);
            simulation.settle();
            assertEquals(List.of("ring", "ring_over"), types());
            assertEquals("cancelled", pushed.getLast().getString("reason"));
            assertTrue(pushed.getLast().getBoolean("missed"));
        }
    }

    @Test
    void aConnectionRingsAlsoWhereTheNodeThatAskedAboutItIsGone() {
        for (int delivered = 0; delivered < 4; delivered++) {
            CallSimulation simulation = simulation(3);
            CallClient ada = simulation.connect(ONE, "ada");
            CallClient bob = simulation.connect(THREE, "bob");
            simulation.call(ada, new Command.CallCid(0, bob.cid, null, Bytes.EMPTY, RingOptions.DEFAULTS));
            for (int i = 0; i < delivered; i++) {
                simulation.deliverOne();
            }
            simulation.travel(ada, TWO);
            while (!TWO.equals(simulation.travels().whereabouts(ada.cid))) {
                simulation.deliverOne();
            }
            simulation.kill(ONE);
            simulation.drain();
            assertEquals(1, bob.stories.size(), delivered + " messages");
        }
    }
}
