package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallSimulation.nodeNumber;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.session.calls.CallSimulation.Faults;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ada and Bob talk, both on the first of some nodes, which is lost; then they come back, or do not. */
class WitnessedCallsTest {
    private static final int RACES = Integer.getInteger("calls.races", 3_000);
    private static final int GRACE_SECONDS = 5;
    static final Faults DEATHS = new Faults(0, 0, 1_000 * GRACE_SECONDS, false, false);
    private static final NodeRef ONE = nodeNumber(1);
    private static final NodeRef TWO = nodeNumber(2);

    /** To the same node or to two, to the one that knows of the call or to others, as the seed will have it. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void aCallGoesOnWhoseTwoWereOnTheLostNode(int nodes) {
        for (int seed = 0; seed < 50; seed++) {
            Talk talk = new Talk(seed, nodes);
            talk.lose(ONE);
            talk.net.pass(1);
            CallClient first = seed % 2 == 0 ? talk.ada : talk.bob;
            CallClient second = seed % 2 == 0 ? talk.bob : talk.ada;
            talk.comeBack(first);
            assertTrue(first.story(talk.call).suspect, "the other is not there yet");
            talk.net.pass(1);
            talk.comeBack(second);
            talk.net.pass(60);
            talk.goesOn();
            talk.isOverWhenOneHangsUp(second, first);
        }
    }

    @Test
    void whoIsBackAloneWaitsForTheOtherAndIsToldThenThatItIsOver() {
        Talk talk = new Talk(1, 3);
        talk.lose(ONE);
        talk.net.pass(2);
        talk.comeBack(talk.bob);
        talk.net.pass(GRACE_SECONDS - 3);
        assertTrue(talk.bob.story(talk.call).open(), "she is waited for");
        talk.net.pass(1);
        assertEquals(CloseReason.DISCONNECTED, talk.bob.story(talk.call).reason);
        assertEquals(1, talk.bob.story(talk.call).ends);
        talk.isLeftNothing();
        talk.isInBothHistories(CloseReason.DISCONNECTED);
    }

    @Test
    void aCallToWhichNobodyComesBackIsInBothHistories() {
        Talk talk = new Talk(1, 3);
        talk.lose(ONE);
        talk.net.pass(GRACE_SECONDS - 1);
        assertEquals(List.of(), talk.owners());
        talk.net.pass(1);
        talk.isLeftNothing();
        talk.isInBothHistories(CloseReason.DISCONNECTED);
    }

    @Test
    void aCallThatWasOverBeforeIsLeftAsItWas() {
        Talk talk = new Talk(1, 3);
        talk.hangUp(talk.ada);
        talk.lose(ONE);
        talk.net.pass(1);
        talk.both().forEach(talk::comeBack);
        talk.net.pass(1);
        talk.isLeftNothing();
        talk.isInBothHistories(CloseReason.HANGUP);
    }

    /** That it is over dies with its node: their clients say so again. */
    @Test
    void aCallIsOverOfWhichOnlyTheLostNodeKnewThatItIs() {
        Talk talk = new Talk(1, 3);
        talk.net.call(talk.ada, new Command.Hangup(0, talk.call, false, false));
        talk.lose(ONE);
        talk.both().forEach(talk::comeBack);
        talk.net.pass(1);
        talk.isLeftNothing();
        talk.isInBothHistories(CloseReason.HANGUP);
    }

    @Test
    void whoHangsUpWhileTheOtherIsAwayHasEndedTheCall() {
        Talk talk = new Talk(1, 3);
        talk.lose(ONE);
        talk.comeBack(talk.ada);
        talk.hangUp(talk.ada);
        talk.comeBack(talk.bob);
        assertFalse(talk.net.hasLeg(talk.bob, talk.call));
        talk.net.pass(1);
        talk.isLeftNothing();
        talk.isInBothHistories(CloseReason.HANGUP);
    }

    /** Its witness dies first: another is told. Whichever is left knows of the call. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void aCallOutlivesItsWitnessAndThenItsOwner(int left) {
        Talk talk = new Talk(left, 4);
        for (int other = 2; other <= 4; other++) {
            if (other != left) {
                talk.lose(nodeNumber(other));
            }
        }
        talk.lose(ONE);
        talk.both().forEach(talk::comeBack);
        talk.goesOn();
    }

    @Test
    void aCallOfALonelyNodeHasTheFirstThatComesForItsWitness() {
        Talk talk = new Talk(1, 1);
        talk.net.addNode(TWO);
        talk.net.pass(1);
        talk.lose(ONE);
        talk.both().forEach(talk::comeBack);
        talk.goesOn();
    }

    /** The node that it has gone on with is lost, too, and then the one after that. */
    @Test
    void aCallOutlivesOneOwnerAfterTheOther() {
        for (int seed = 0; seed < 50; seed++) {
            Talk talk = new Talk(seed, 5);
            talk.lose(ONE);
            talk.both().forEach(talk::comeBack);
            for (int loss = 0; loss < 3; loss++) {
                NodeRef owner = talk.owners().getFirst().self;
                talk.lose(owner);
                talk.both().stream()
                        .filter(client -> !talk.net.isOnline(client))
                        .forEach(talk::comeBack);
                talk.net.pass(20);
                talk.goesOn();
            }
        }
    }

    /** One of the two is on another node by then: that one goes on with the call, and no witness has it in mind. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aCallIsItsPartiesAloneWhereOneHasGoneToAnotherNode(boolean caller) {
        Talk talk = new Talk(1, 4);
        talk.net.travel(caller ? talk.ada : talk.bob, TWO);
        talk.net.pass(12);
        talk.net
                .nodes()
                .all()
                .forEach(node -> assertTrue(node.calling.answered().isIdle()));
        talk.lose(ONE);
        talk.comeBack(caller ? talk.bob : talk.ada);
        talk.goesOn();
    }

    @Test
    void aCallThatBothHaveTakenToAnotherNodeOutlivesThatOne() {
        Talk talk = new Talk(1, 4);
        talk.both().forEach(client -> talk.net.travel(client, TWO));
        talk.net.pass(12);
        talk.lose(TWO);
        talk.both().forEach(talk::comeBack);
        talk.goesOn();
    }

    /** Who is lost with his node, and has not come back, has left a leg on no other. */
    @Test
    void aCallOutlivesTheNodeOfOnePartyAndThenThatOfTheOther() {
        Talk talk = new Talk(1, 4);
        talk.net.travel(talk.bob, TWO);
        talk.net.pass(12);
        talk.lose(TWO);
        talk.lose(ONE);
        talk.both().forEach(talk::comeBack);
        talk.goesOn();
    }

    @Test
    void aCallGoesOnWithTheDeviceThatHadTakenItOver() {
        Talk talk = new Talk(1, 3);
        CallClient laptop = talk.net.connect(ONE, "bob");
        talk.net.call(laptop, laptop.moving(talk.call));
        talk.net.drain();
        talk.lose(ONE);
        for (CallClient client : List.of(talk.bob, talk.ada, laptop)) {
            talk.comeBack(client);
        }
        talk.goesOn(talk.ada, laptop);
        assertFalse(talk.net.hasLeg(talk.bob, talk.call));
    }

    @Test
    void aDeviceTakesACallOverThatHasGoneOn() {
        Talk talk = new Talk(1, 3);
        CallClient laptop = talk.net.connect(TWO, "bob");
        talk.lose(ONE);
        talk.both().forEach(talk::comeBack);
        talk.net.call(laptop, laptop.moving(talk.call));
        talk.net.drain();
        talk.goesOn(talk.ada, laptop);
        assertEquals(CloseReason.MOVED, talk.bob.story(talk.call).reason);
    }

    /** It hung, or was cut off, and has the call still. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aCallHasOneOwnerWhereItsNodeIsThereAgain(boolean hangs) {
        for (int seed = 0; seed < 100; seed++) {
            Talk talk = new Talk(seed, 3);
            if (hangs) {
                talk.net.outages().hang(ONE);
            } else {
                talk.net.outages().cutOff(ONE);
            }
            talk.net.outages().countOut(ONE);
            talk.net.settleNews();
            talk.net.pass(1);
            talk.net.outages().end();
            talk.net.settleNews();
            for (CallClient client : talk.both()) {
                CallNode node = talk.net.at(client);
                if (node != null) {
                    talk.net.travels().find(client, node);
                }
            }
            talk.net.pass(60);
            talk.goesOn();
            talk.isOverWhenOneHangsUp(talk.ada, talk.bob);
        }
    }

    @Test
    void aWitnessThatWasCountedOutIsToldAgainInItsNextLife() {
        Talk talk = new Talk(1, 2);
        talk.net.outages().cutOff(TWO);
        talk.net.outages().countOut(TWO);
        talk.net.settleNews();
        talk.net.outages().end();
        talk.net.settleNews();
        talk.net.pass(1);
        talk.lose(ONE);
        talk.both().forEach(talk::comeBack);
        talk.goesOn();
    }

    /** What was said of it may have been lost on the way. */
    @Test
    void aWitnessIsToldAgainOfWhatGoesOnForLong() {
        Talk talk = new Talk(1, 2);
        talk.net.pass(1_000);
        talk.lose(ONE);
        talk.both().forEach(talk::comeBack);
        talk.goesOn();
    }

    @Test
    void aWitnessForgetsWhatIsNotSaidAgain() {
        Talk talk = new Talk(1, 2);
        talk.net.call(talk.ada, new Command.Hangup(0, talk.call, false, false));
        talk.net.traffic().dropBetween(ONE, TWO);
        WitnessedCalls witness = talk.net.calling(TWO).answered();
        talk.net.pass(600);
        assertFalse(witness.isIdle());
        talk.net.pass(100);
        assertTrue(witness.isIdle());
    }

    @Test
    void whoeverComesBackAndWhenTheCallGoesOnForBothOrIsOverForBoth() {
        int wentOn = 0;
        int over = 0;
        for (int seed = 0; seed < RACES; seed++) {
            Talk talk = new Talk(seed, 4);
            if (isGoingOn(talk)) {
                wentOn++;
            } else {
                over++;
            }
        }
        assertTrue(wentOn > RACES / 10 && over > RACES / 10, "of " + RACES + " calls " + wentOn + " went on");
    }

    private static boolean isGoingOn(Talk talk) {
        CallSimulation net = talk.net;
        List<CallClient> away = new ArrayList<>(net.die(ONE));
        int coming = 0;
        while (!away.isEmpty()) {
            CallClient client = away.remove(net.pick(RingRace.QUARTERS) % away.size());
            if (net.pick(RingRace.QUARTERS) != 1) {
                coming++;
                net.traffic().later(() -> net.returns().comeBack(client));
            }
        }
        for (int message = 0; message < 40; message++) {
            net.deliverOne();
        }
        net.settleNews();
        net.pass(20);
        if (coming == 2) {
            talk.goesOn();
        } else {
            talk.isLeftNothing();
            talk.isInBothHistories(CloseReason.DISCONNECTED);
            talk.both().stream()
                    .filter(net::isOnline)
                    .forEach(client -> assertEquals(CloseReason.DISCONNECTED, client.story(talk.call).reason));
        }
        return coming == 2;
    }
}
