package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallSimulation.nodeNumber;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.lists.Bounds;
import io.ringway.cluster.lists.Item;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.lists.ListPage;
import io.ringway.cluster.lists.ListStore;
import io.ringway.cluster.local.LocalLists;
import io.ringway.gateway.protocol.CallId;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ada rings Bob's phone and laptop, and all three are on the first of four nodes, which is lost; then they come back, or do not. */
class WitnessedRingsTest {
    private static final int RACES = Integer.getInteger("calls.races", 3_000);
    private static final int GRACE_SECONDS = 5;
    private static final Faults DEATHS = new Faults(0, 0, 1_000 * GRACE_SECONDS, false, false);
    private static final NodeRef ONE = nodeNumber(1);

    private final LocalLists histories =
            new LocalLists(new Bounds(100, Duration.ofDays(30), 100), () -> Instant.ofEpochMilli(1_000_000));
    private final CallSimulation simulation =
            new CallSimulation(1, 4, DEATHS, Notifier.NOBODY, new CallLog.Stores(histories, ListStore.NONE));
    private final CallClient ada = simulation.connect(ONE, "ada");
    private final CallClient phone = simulation.connect(ONE, "bob");
    private final CallClient laptop = simulation.connect(ONE, "bob");

    private CallId ring() {
        return ring(RingOptions.DEFAULTS);
    }

    private CallId ring(RingOptions options) {
        simulation.call(ada, new Command.CallUser(0, "bob", null, Bytes.EMPTY, options));
        simulation.drain();
        return ada.stories.keySet().iterator().next();
    }

    private void lose() {
        simulation.die(ONE);
        simulation.settleNews();
    }

    private void comeBack(CallClient... clients) {
        for (CallClient client : clients) {
            simulation.returns().comeBack(client);
            simulation.drain();
        }
    }

    private void accept(CallClient client, CallId call) {
        simulation.call(client, new Command.Accept(0, call, null));
        simulation.drain();
    }

    private void hangUp(CallClient client, CallId call) {
        simulation.call(client, new Command.Hangup(0, call, false, false));
        simulation.drain();
    }

    private void isLeftNothing() {
        simulation.nodes().all().forEach(node -> {
            assertEquals(0, node.calling.live());
            assertEquals(List.of(), node.calling.legs().all());
        });
    }

    private ListPage history(String user) {
        return histories.page(new ListKey(CallSimulation.TENANT, user), "", 100).result();
    }

    /** Each has the call once, with that end; the callee, where it was missed, as not seen yet. */
    private void isInBothHistories(CallId call, CloseReason reason) {
        for (String user : List.of("ada", "bob")) {
            List<Item> items = history(user).items();
            assertEquals(List.of(call.toString()), items.stream().map(Item::id).toList(), user);
            try {
                assertEquals(
                        reason, CallLogCodec.record(items.getFirst().body()).reason(), user);
            } catch (EnvelopeException unreadable) {
                throw new AssertionError(unreadable);
            }
        }
    }

    @Test
    void aRingGoesOnThatOnlyTheLostNodeHeard() {
        for (List<CallClient> order : List.of(List.of(ada, phone, laptop), List.of(phone, laptop, ada))) {
            WitnessedRingsTest test = new WitnessedRingsTest();
            List<CallClient> own = List.of(test.ada, test.phone, test.laptop);
            CallId call = test.ring();
            test.lose();
            test.simulation.pass(1);
            order.forEach(
                    client -> test.comeBack(own.get(List.of(ada, phone, laptop).indexOf(client))));
            assertTrue(own.stream().allMatch(client -> client.story(call).open()), "it rings on for all three");
            test.accept(test.phone, call);
            assertEquals(test.phone.cid, test.ada.story(call).peer);
            assertEquals(CloseReason.ANSWERED_ELSEWHERE, test.laptop.story(call).reason);
            test.hangUp(test.ada, call);
            assertEquals(CloseReason.HANGUP, test.phone.story(call).reason);
            test.simulation.pass(60);
            test.isLeftNothing();
            test.isInBothHistories(call, CloseReason.HANGUP);
            assertEquals(0, test.history("bob").unseen());
        }
    }

    @Test
    void whoComesBackFirstAndAnswersHasWonWhenTheCallerIsThere() {
        CallId call = ring();
        lose();
        comeBack(phone);
        accept(phone, call);
        assertTrue(phone.story(call).open(), "he has answered, and waits");
        comeBack(ada);
        assertEquals(phone.cid, ada.story(call).peer);
        comeBack(laptop);
        assertFalse(laptop.story(call).open());
        assertTrue(phone.story(call).open());
    }

    @Test
    void whoComesBackFirstAndDeclinesHasDeclinedWhenTheCallerIsThere() {
        CallId call = ring();
        lose();
        comeBack(phone);
        hangUp(phone, call);
        comeBack(ada);
        assertEquals(CloseReason.DECLINED, ada.story(call).reason);
        simulation.pass(GRACE_SECONDS + 1);
        isLeftNothing();
        isInBothHistories(call, CloseReason.DECLINED);
    }

    @Test
    void aCallerWhoIsBackAloneIsToldThatItIsOverAndTheCallIsMissed() {
        CallId call = ring();
        lose();
        comeBack(ada);
        assertTrue(ada.story(call).open());
        simulation.pass(GRACE_SECONDS - 1);
        assertTrue(ada.story(call).open(), "they are waited for");
        simulation.pass(3);
        assertEquals(CloseReason.DISCONNECTED, ada.story(call).reason);
        isLeftNothing();
        isInBothHistories(call, CloseReason.DISCONNECTED);
        assertEquals(1, history("bob").unseen());
    }

    @Test
    void aCalleeWhoIsBackAloneIsToldThatItIsOverAndTheCallIsMissed() {
        CallId call = ring();
        lose();
        comeBack(phone);
        simulation.pass(GRACE_SECONDS - 1);
        assertTrue(phone.story(call).open());
        simulation.pass(2);
        assertEquals(CloseReason.DISCONNECTED, phone.story(call).reason);
        isLeftNothing();
        isInBothHistories(call, CloseReason.DISCONNECTED);
        assertEquals(1, history("bob").unseen());
    }

    @Test
    void aRingOfWhichNobodyComesBackIsMissed() {
        CallId call = ring();
        lose();
        simulation.pass(GRACE_SECONDS + 1);
        isInBothHistories(call, CloseReason.DISCONNECTED);
        assertEquals(1, history("bob").unseen());
        comeBack(ada, phone);
        assertFalse(ada.story(call).open() || phone.story(call).open(), "they give up what is not listed");
        isInBothHistories(call, CloseReason.DISCONNECTED);
    }

    @Test
    void aRingThatGoesOnEndsWithItsTimeForAll() {
        CallId call = ring(new RingOptions(4_000, null));
        lose();
        comeBack(phone, ada, laptop);
        simulation.pass(5);
        assertEquals(CloseReason.TIMEOUT, ada.story(call).reason);
        assertEquals(CloseReason.TIMEOUT, phone.story(call).reason);
        assertEquals(CloseReason.TIMEOUT, laptop.story(call).reason);
        isLeftNothing();
        isInBothHistories(call, CloseReason.TIMEOUT);
    }

    @Test
    void aRingOfOneConnectionGoesOnToo() {
        simulation.call(ada, new Command.CallCid(0, phone.cid, null, Bytes.EMPTY, RingOptions.DEFAULTS));
        simulation.drain();
        CallId call = ada.stories.keySet().iterator().next();
        lose();
        comeBack(phone, ada);
        accept(phone, call);
        assertEquals(phone.cid, ada.story(call).peer);
        assertEquals(List.of(), List.copyOf(laptop.stories.keySet()));
    }

    /** The one on the lost node came back to no ring, and the other rang alone. */
    @Test
    void aDeviceOfTheLostNodeRingsOnAlsoWhereAnotherHearsTheRingElsewhere() {
        for (boolean callerFirst : List.of(true, false)) {
            WitnessedRingsTest test = new WitnessedRingsTest();
            CallClient tablet = test.simulation.connect(nodeNumber(3), "bob");
            CallId call = test.ring();
            test.lose();
            test.comeBack(callerFirst ? test.ada : test.phone);
            test.comeBack(callerFirst ? test.phone : test.ada);
            assertTrue(test.phone.story(call).open() && tablet.story(call).open(), "it rings on for both");
            test.accept(test.phone, call);
            assertEquals(test.phone.cid, test.ada.story(call).peer);
            assertEquals(CloseReason.ANSWERED_ELSEWHERE, tablet.story(call).reason);
            test.hangUp(test.ada, call);
            test.simulation.pass(60);
            test.isLeftNothing();
            test.isInBothHistories(call, CloseReason.HANGUP);
        }
    }

    @Test
    void aDeviceThatIsMissingIsWaitedForWhereTheOtherDoesNotWantTheRing() {
        CallClient tablet = simulation.connect(nodeNumber(3), "bob");
        CallId call = ring();
        lose();
        comeBack(ada);
        simulation.call(tablet, new Command.Hangup(0, call, true, false));
        simulation.drain();
        assertTrue(ada.story(call).open());
        comeBack(phone);
        accept(phone, call);
        assertEquals(phone.cid, ada.story(call).peer);
    }

    /** The witness knows nothing of what was said elsewhere, and would call it missed. */
    @Test
    void whatWasDeclinedElsewhereIsDeclinedWhereTheCallerDoesNotComeBack() {
        CallClient tablet = simulation.connect(nodeNumber(3), "bob");
        CallId call = ring();
        lose();
        hangUp(tablet, call);
        simulation.pass(2 * GRACE_SECONDS);
        isInBothHistories(call, CloseReason.DECLINED);
    }

    @Test
    void aRingIsMissedWhereNobodyComesBackAndWhoHeardItElsewhereIsGone() {
        CallClient tablet = simulation.connect(nodeNumber(3), "bob");
        CallId call = ring();
        lose();
        simulation.die(nodeNumber(3));
        simulation.settleNews();
        assertFalse(simulation.isOnline(tablet));
        simulation.pass(2 * GRACE_SECONDS);
        isInBothHistories(call, CloseReason.DISCONNECTED);
    }

    @Test
    void whoOpensAPageWhileTheRingIsWithoutAnOwnerIsRungWhenTheCallerIsBack() {
        CallId call = ring();
        lose();
        CallClient late = simulation.connect(nodeNumber(2), "bob");
        comeBack(ada);
        simulation.pass(2);
        accept(late, call);
        assertEquals(late.cid, ada.story(call).peer);
    }

    /** The node that the ring has gone on with is lost as well. */
    @Test
    void aRingOutlivesASecondNodeToo() {
        CallId call = ring();
        lose();
        comeBack(ada, phone);
        simulation.pass(3);
        NodeRef second = simulation.travels().whereabouts(ada.cid);
        simulation.die(new NodeRef(second.id(), 0));
        simulation.settleNews();
        comeBack(ada);
        if (!simulation.isOnline(phone)) {
            comeBack(phone);
        }
        accept(phone, call);
        assertEquals(phone.cid, ada.story(call).peer);
    }

    /** Otherwise whoever was told of the ring would enter it once more, as missed. */
    @Test
    void whatWasOverBeforeItsNodeWasLostIsLeftAsItWas() {
        CallId call = ring();
        hangUp(ada, call);
        lose();
        simulation.pass(2 * GRACE_SECONDS);
        isInBothHistories(call, CloseReason.CANCELLED);
    }

    @Test
    void whatWasAnsweredBeforeItsNodeWasLostIsNotMissed() {
        CallId call = ring();
        accept(phone, call);
        lose();
        simulation.pass(2 * GRACE_SECONDS);
        assertEquals(0, history("bob").unseen(), call::toString);
    }

    /** A message to one other node, which forgets it: nothing is left of rings that went well. */
    @Test
    void aCallThatWentWithItsCallerToAnotherNodeIsNotMissedWhenTheFirstIsLost() {
        CallId call = ring();
        simulation.travel(ada, nodeNumber(2));
        simulation.pass(2);
        lose();
        simulation.pass(1);
        comeBack(phone);
        accept(phone, call);
        assertEquals(phone.cid, ada.story(call).peer);
        simulation.pass(GRACE_SECONDS + 1);
        assertEquals(0, history("bob").unseen());
        hangUp(phone, call);
        isInBothHistories(call, CloseReason.HANGUP);
    }

    @Test
    void whateverComesBackAndWhenAtMostOneWinsAndNobodyRingsForEver() {
        int won = 0;
        int over = 0;
        for (int seed = 0; seed < RACES; seed++) {
            RingRace race = new RingRace(seed, DEATHS, List.of(ONE), nodeNumber(3));
            loseAndComeBackAtAnyTime(race);
            race.check();
            won += race.winners().size();
            over += race.isWon() ? 0 : 1;
        }
        assertTrue(won > RACES / 10 && over > RACES / 10, "of " + RACES + " races " + won + " were won");
    }

    private static void loseAndComeBackAtAnyTime(RingRace race) {
        CallSimulation net = race.net;
        race.begin(2);
        List<CallClient> away = new ArrayList<>(net.die(ONE));
        while (!away.isEmpty()) {
            CallClient client = away.remove(net.pick(RingRace.QUARTERS) % away.size());
            if (!race.oneInFour()) {
                net.traffic().later(() -> net.returns().comeBack(client));
            }
        }
        race.deliverAndAnswer(40);
        net.settleNews();
        net.pass(3);
        race.answer();
        net.drain();
        net.pass(15);
    }
}
