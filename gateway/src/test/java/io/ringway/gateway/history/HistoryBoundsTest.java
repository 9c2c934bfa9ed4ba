package io.ringway.gateway.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Histories that keep little, and nodes that are behind, or have much to hand over. */
class HistoryBoundsTest {
    private static final Group GROUP = new Group(new Tenant("t"), "g");
    private static final HistoryPolicy FIVE = new HistoryPolicy(5, 600_000, 1 << 20);
    private static final HistoryPolicy ONE = new HistoryPolicy(1, 600_000, 1 << 20);
    private static final HistoryPolicy LARGE = new HistoryPolicy(1_000, 600_000, 4 << 20);

    private static final List<Long> ORDER = Rendezvous.replicas(GROUP, Set.of(1L, 2L, 3L));
    private static final long WRITER = ORDER.getFirst();
    private static final long SECOND = ORDER.get(1);
    private static final long THIRD = ORDER.get(2);

    @Test
    void aReplicaThatMissedMoreThanIsKeptTakesPartAgain() {
        HistoryNodes nodes = new HistoryNodes(FIVE, 1, 2, 3);
        nodes.publish(WRITER, GROUP, "before");
        nodes.drop = one -> one.to() == THIRD;
        for (int i = 0; i < 20; i++) {
            assertInstanceOf(
                    Outcome.Placed.class,
                    nodes.publish(WRITER, GROUP, "missed " + i).getFirst());
        }
        nodes.drop = one -> false;
        nodes.elapse(20_000);
        assertEquals(5, nodes.node(THIRD).messages());
        nodes.drop = one -> one.to() == SECOND || one.from() == SECOND;
        assertInstanceOf(
                Outcome.Placed.class, nodes.publish(WRITER, GROUP, "after").getFirst());
    }

    @Test
    void whatWaitedForAWriterThatKeepsLittleIsToldToWhoFollows() {
        HistoryNodes nodes = new HistoryNodes(FIVE, 1, 2, 3);
        nodes.node(THIRD).follow(nodes.now, GROUP, known -> {});
        nodes.hold = one -> one.message() instanceof HistoryMessage.Promise;
        for (int i = 0; i < 30; i++) {
            nodes.publish(THIRD, GROUP, "m" + i);
        }
        nodes.hold = one -> false;
        nodes.elapse(3_000);
        assertEquals(IntStream.range(0, 30).mapToObj(i -> THIRD + " m" + i).toList(), nodes.delivered);
        assertEquals(0, nodes.interruptions);
    }

    @Test
    void aReplicaThatIsBehindALogThatIsEmptyByNowHoldsUpNobody() {
        HistoryNodes nodes = new HistoryNodes(new HistoryPolicy(5, 1_000, 1 << 20), 1, 2, 3);
        nodes.publish(WRITER, GROUP, "before");
        nodes.drop = one -> one.to() == THIRD;
        nodes.publish(WRITER, GROUP, "missed");
        nodes.elapse(20_000);
        assertEquals(0, nodes.node(WRITER).messages());
        nodes.drop = one -> false;
        nodes.elapse(20_000);
        assertInstanceOf(
                Outcome.Placed.class, nodes.publish(WRITER, GROUP, "after").getFirst());
        assertEquals(1, nodes.node(THIRD).messages());
    }

    @Test
    void aReplicaThatDoesNotAnswerIsNotSentTheSameOverAndOver() {
        HistoryNodes nodes = new HistoryNodes(FIVE, 1, 2, 3);
        nodes.publish(WRITER, GROUP, "before");
        nodes.drop = one -> one.to() == THIRD;
        for (int i = 0; i < 20; i++) {
            nodes.publish(WRITER, GROUP, "missed " + i);
        }
        nodes.sent.clear();
        nodes.elapse(16_000);
        long whole = nodes.sent.stream()
                .filter(one -> one.message() instanceof HistoryMessage.Install)
                .count();
        assertTrue(whole >= 2 && whole <= 6, "sent " + whole + " times");
    }

    @Test
    void whatIsSaidWhileAnAnswerIsAwaitedIsNoGapInAGroupThatKeepsOneMessage() {
        HistoryNodes nodes = new HistoryNodes(ONE, 1, 2, 3);
        nodes.node(THIRD).follow(nodes.now, GROUP, known -> {});
        nodes.settle();
        nodes.publish(WRITER, GROUP, "zero");
        nodes.hold = one -> one.from() == THIRD && one.message() instanceof HistoryMessage.Follow;
        nodes.elapse(6_000);
        for (String text : List.of("one", "two", "three")) {
            nodes.publish(WRITER, GROUP, text);
        }
        nodes.hold = one -> false;
        nodes.elapse(2_000);
        assertEquals(List.of(THIRD + " zero", THIRD + " one", THIRD + " two", THIRD + " three"), nodes.delivered);
        assertEquals(0, nodes.interruptions);
    }

    @Test
    void whatWaitsForAWriterIsBoundedByItsBytes() {
        HistoryNodes nodes = new HistoryNodes(LARGE, 1, 2, 3);
        nodes.drop = any -> true;
        Draft large = HistoryNodes.draft(GROUP, "x".repeat(60_000));
        long taken = 0;
        while (nodes.node(SECOND).publish(nodes.now, GROUP, large, outcome -> {}) && taken < 10_000) {
            taken++;
        }
        assertTrue(taken > 100 && taken * 60_000 < 40_000_000, "took " + taken);
        nodes.elapse(16_000);
        assertTrue(nodes.node(SECOND).publish(nodes.now, GROUP, large, outcome -> {}), "given up, and still counted");
    }

    @Test
    void aNodeThatComesIsNotSentEverythingAtOnce() {
        HistoryNodes nodes = new HistoryNodes(LARGE, 1, 2);
        String text = "x".repeat(50_000);
        for (int group = 0; group < 240; group++) {
            for (int i = 0; i < 4; i++) {
                Group one = new Group(new Tenant("t"), "g" + group);
                assertFalse(nodes.publish(1, one, text).isEmpty());
            }
        }
        nodes.start(3);
        nodes.sent.clear();
        nodes.see(1, 2, 3);
        for (int group = 0; group < 240; group++) {
            // Each is asked for as well, as by everybody who follows it.
            nodes.node(2).follow(nodes.now, new Group(new Tenant("t"), "g" + group), known -> {});
        }
        nodes.settle();
        nodes.now += 100;
        nodes.node(1).tick(nodes.now);
        long claims = nodes.sent.stream()
                .filter(one -> one.from() == 1 && one.to() == 3 && one.message() instanceof HistoryMessage.Seek)
                .count();
        assertTrue(claims >= 1 && claims * 200_000 <= 8_600_000, claims + " claims in a tick");
    }
}
