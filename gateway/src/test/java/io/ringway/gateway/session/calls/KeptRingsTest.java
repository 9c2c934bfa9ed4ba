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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ada, on the first node, rings Bob, on the second and third; then the first node is lost, and she comes to the fourth. */
class KeptRingsTest {
    private static final int RACES = Integer.getInteger("calls.races", 10_000);
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
            Race race = new Race(seed);
            race.run();
            won += race.winners().size();
            over += race.winners().isEmpty() ? 1 : 0;
            late += race.lateWins;
        }
        assertTrue(won > RACES / 10 && over > RACES / 10, "of " + RACES + " races " + won + " were won");
        assertTrue(late > RACES / 50, "rings that went on were answered " + late + " times");
    }

    private static final class Race {
        private static final List<Integer> QUARTERS = List.of(1, 2, 3, 4);

        private final CallSimulation net;
        private final int seed;
        private final CallClient ada;
        private final List<CallClient> bobs;
        private final Set<CallClient> asked = new HashSet<>();
        private int lateWins;
        private CallId call;

        Race(int seed) {
            this.seed = seed;
            net = new CallSimulation(seed, 4, DEATHS);
            ada = net.connect(ONE, "ada");
            bobs = List.of(
                    net.connect(nodeNumber(2), "bob"),
                    net.connect(nodeNumber(3), "bob"),
                    net.connect(net.chance() ? ONE : nodeNumber(4), "bob"));
            net.call(ada, new Command.CallUser(0, "bob", null, Bytes.EMPTY, new RingOptions(10_000, null)));
            call = ada.stories.keySet().iterator().next();
        }

        void run() {
            do {
                net.deliverOne();
                net.deliverOne();
                net.deliverOne();
            } while (net.pick(QUARTERS) > 1);
            if (net.chance()) {
                net.drain();
            }
            answer();
            net.deliverOne();
            net.kill(ONE);
            for (int i = 0; i < 20; i++) {
                net.deliverOne();
                if (net.pick(QUARTERS) == 1) {
                    answer();
                }
            }
            net.settleNews();
            boolean rang = bobs.stream().anyMatch(this::rings) && net.hasLeg(ada, call);
            net.pass(1);
            answer();
            net.drain();
            lateWins = rang && !winners().isEmpty() ? 1 : 0;
            net.pass(15);
            check();
        }

        private void answer() {
            CallClient one = net.pick(bobs);
            if (net.chance() && rings(one) && net.hasLeg(one, call)) {
                asked.add(one);
                net.call(one, new Command.Accept(0, call, null));
            }
        }

        private boolean rings(CallClient one) {
            return net.isOnline(one)
                    && one.story(call).incoming
                    && one.story(call).open()
                    && !asked.contains(one);
        }

        List<CallClient> winners() {
            return bobs.stream()
                    .filter(net::isOnline)
                    .filter(one -> one.story(call).incoming && one.story(call).open())
                    .toList();
        }

        private void check() {
            List<CallClient> winners = winners();
            assertTrue(winners.size() <= 1, () -> "winners of race " + seed + ": " + winners);
            for (CallClient winner : winners) {
                assertTrue(asked.contains(winner), () -> "rings for ever in race " + seed);
                assertTrue(net.hasLeg(ada, call), () -> "nobody is there in race " + seed);
                assertEquals(winner.cid, ada.story(call).peer, () -> "who is in race " + seed);
            }
            if (winners.isEmpty()) {
                net.nodes()
                        .all()
                        .forEach(node -> assertEquals(0, node.calling.live(), () -> "left behind in race " + seed));
            }
        }
    }
}
