package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallSimulation.nodeNumber;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.session.calls.CallSimulation.Faults;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ada, on the first node, rings Bob, on the second and third; then the first node is lost, and she comes to the fourth. */
class KeptRingsTest {
    private static final int RACES = Integer.getInteger("calls.races", 3_000);
    private static final int GRACE_SECONDS = 5;
    private static final Faults DEATHS = new Faults(0, 0, 1_000 * GRACE_SECONDS, false, false);
    private static final NodeRef ONE = nodeNumber(1);

    private final CallSimulation simulation = new CallSimulation(1, 4, DEATHS);
    private final CallClient ada = simulation.connect(ONE, "ada");
    private final CallClient phone = simulation.connect(nodeNumber(2), "bob");
    private final CallClient laptop = simulation.connect(nodeNumber(3), "bob");

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

    private void comeBack() {
        simulation.returns().comeBack(ada);
        simulation.drain();
    }

    private void accept(CallClient client, CallId call) {
        simulation.call(client, new Command.Accept(0, call, null));
        simulation.drain();
    }

    private void isLeftNothing() {
        simulation.nodes().all().forEach(node -> {
            assertEquals(0, node.calling.live());
            assertEquals(List.of(), node.calling.legs().all());
        });
    }

    @Test
    void aRingGoesOnWhenItsCallersNodeIsLostAndIsAnsweredWhenHeIsBack() {
        CallId call = ring();
        lose();
        simulation.pass(2);
        assertTrue(phone.story(call).open() && laptop.story(call).open(), "they ring on");
        comeBack();
        assertTrue(ada.story(call).open(), "his client is told of the ring");
        accept(phone, call);
        assertEquals(phone.cid, ada.story(call).peer);
        assertEquals(CloseReason.ANSWERED_ELSEWHERE, laptop.story(call).reason);
        simulation.call(ada, new Command.Hangup(0, call, false, false));
        simulation.drain();
        assertEquals(CloseReason.HANGUP, phone.story(call).reason);
        isLeftNothing();
    }

    @Test
    void whoAnswersWhileTheCallerIsAwayWinsWhenHeIsBack() {
        CallId call = ring();
        lose();
        accept(laptop, call);
        assertTrue(phone.story(call).open(), "nobody has won yet");
        comeBack();
        assertEquals(laptop.cid, ada.story(call).peer);
        assertTrue(laptop.story(call).open());
        assertEquals(CloseReason.ANSWERED_ELSEWHERE, phone.story(call).reason);
    }

    /** The owner was lost in that moment: it may have heard him, or not. */
    @Test
    void whoseAnswerDiedWithTheOwnerIsHeardByTheNext() {
        CallId call = ring();
        simulation.call(phone, new Command.Accept(0, call, null));
        lose();
        simulation.pass(2);
        assertTrue(phone.story(call).open(), "he has answered, and waits");
        comeBack();
        assertEquals(phone.cid, ada.story(call).peer);
        assertEquals(CloseReason.ANSWERED_ELSEWHERE, laptop.story(call).reason);
    }

    @Test
    void ofTwoWhoAnswerWhileTheCallerIsAwayOneWins() {
        CallId call = ring();
        lose();
        accept(laptop, call);
        accept(phone, call);
        comeBack();
        assertEquals(
                1,
                List.of(phone, laptop).stream()
                        .filter(one -> one.story(call).open())
                        .filter(one -> one.cid.equals(ada.story(call).peer))
                        .count());
        assertEquals(1, phone.story(call).ends + laptop.story(call).ends);
    }

    @Test
    void whoDeclinesWhileTheCallerIsAwayHasDeclinedWhenHeIsBack() {
        CallId call = ring();
        lose();
        simulation.call(phone, new Command.Hangup(0, call, false, false));
        simulation.drain();
        comeBack();
        assertEquals(CloseReason.DECLINED, ada.story(call).reason);
        assertEquals(CloseReason.DECLINED, laptop.story(call).reason);
        isLeftNothing();
    }

    @Test
    void aRingWhoseCallerDoesNotComeBackIsOverAfterTheGrace() {
        CallId call = ring();
        lose();
        simulation.pass(GRACE_SECONDS - 1);
        assertTrue(phone.story(call).open());
        simulation.pass(2);
        assertEquals(CloseReason.DISCONNECTED, phone.story(call).reason);
        assertEquals(CloseReason.DISCONNECTED, laptop.story(call).reason);
        isLeftNothing();
        comeBack();
        assertFalse(ada.story(call).open(), "he gives up what is not listed");
        isLeftNothing();
    }

    @Test
    void aRingWithoutAnOwnerEndsWithItsTime() {
        CallId call = ring(new RingOptions(2_000, null));
        lose();
        simulation.pass(3);
        assertEquals(CloseReason.TIMEOUT, phone.story(call).reason);
        assertEquals(CloseReason.TIMEOUT, laptop.story(call).reason);
        isLeftNothing();
    }

    @Test
    void aRingThatGoesOnElsewhereEndsWithItsTimeForAll() {
        CallId call = ring(new RingOptions(4_000, null));
        lose();
        comeBack();
        simulation.pass(5);
        assertEquals(CloseReason.TIMEOUT, ada.story(call).reason);
        assertEquals(CloseReason.TIMEOUT, phone.story(call).reason);
        isLeftNothing();
    }

    @Test
    void whoIsBackTakesHisRingBackAsAnyOther() {
        CallId call = ring();
        lose();
        comeBack();
        simulation.call(ada, new Command.Hangup(0, call, false, false));
        simulation.drain();
        assertEquals(CloseReason.CANCELLED, phone.story(call).reason);
        assertEquals(CloseReason.CANCELLED, laptop.story(call).reason);
        isLeftNothing();
    }

    @Test
    void whatTheCallerSaysAgainWhenHeIsBackIsKeptForTheWinner() {
        CallId call = ring();
        lose();
        comeBack();
        simulation.call(ada, new Command.SendSignal(0, call, new Signal.Candidate(Bytes.utf8("7"))));
        accept(phone, call);
        assertEquals(List.of(7), phone.story(call).candidates);
        assertEquals(List.of(), laptop.story(call).candidates);
    }

    /** The node where the callee's phone was is lost with the caller's, or a moment later. */
    @Test
    void aRingGoesOnWhereOneOfTheNodesThatHearItIsLostToo() {
        CallId call = ring();
        lose();
        simulation.die(nodeNumber(2));
        simulation.settleNews();
        comeBack();
        accept(laptop, call);
        assertEquals(laptop.cid, ada.story(call).peer);
    }

    @Test
    void aRingOfOneConnectionGoesOnToo() {
        simulation.call(ada, new Command.CallCid(0, phone.cid, null, Bytes.EMPTY, RingOptions.DEFAULTS));
        simulation.drain();
        CallId call = ada.stories.keySet().iterator().next();
        lose();
        comeBack();
        accept(phone, call);
        assertEquals(phone.cid, ada.story(call).peer);
        assertEquals(List.of(), List.copyOf(laptop.stories.keySet()));
    }

    /** The first node hung; when it wakes, its clients are elsewhere, and it has the ring still. */
    @Test
    void aNodeThatWasCountedOutGivesItsRingsUpWithoutAWord() {
        CallId call = ring();
        simulation.outages().hang(ONE);
        simulation.returns().bereave(ada);
        simulation.outages().countOut(ONE);
        simulation.settleNews();
        comeBack();
        accept(phone, call);
        assertEquals(phone.cid, ada.story(call).peer);
        simulation.outages().end();
        simulation.settleNews();
        simulation.pass(50);
        assertTrue(phone.story(call).open() && ada.story(call).open(), "the end of its ring ended the call");
    }

    /** An answer on its way when the node dies, others while the caller is away, and he may come back or not. */
    @Test
    void whenACallersNodeDiesWhileItRingsAtMostOneWinsAndNobodyRingsForEver() {
        int won = 0;
        int over = 0;
        int late = 0;
        for (int seed = 0; seed < RACES; seed++) {
            RingRace race = new RingRace(seed, DEATHS, List.of(nodeNumber(2), nodeNumber(3)), nodeNumber(4));
            late += isAnsweredLate(race) ? 1 : 0;
            race.net.pass(15);
            race.check();
            won += race.winners().size();
            over += race.isWon() ? 0 : 1;
        }
        assertTrue(won > RACES / 10 && over > RACES / 10, "of " + RACES + " races " + won + " were won");
        assertTrue(late > RACES / 50, "rings that went on were answered " + late + " times");
    }

    /** Whether it rang on without its owner, and was answered then. */
    private static boolean isAnsweredLate(RingRace race) {
        race.deliver(3);
        race.begin(3);
        race.net.deliverOne();
        race.net.kill(ONE);
        race.deliverAndAnswer(20);
        race.net.settleNews();
        boolean rang = race.rings() && race.net.hasLeg(race.ada, race.call);
        race.net.pass(1);
        race.answer();
        race.net.drain();
        return rang && race.isWon();
    }
}
