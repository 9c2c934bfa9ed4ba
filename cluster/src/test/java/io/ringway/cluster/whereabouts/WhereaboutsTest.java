package io.ringway.cluster.whereabouts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WhereaboutsTest {
    private static final NodeRef A = new NodeRef(1, 0);
    private static final NodeRef B = new NodeRef(2, 0);
    private static final NodeRef C = new NodeRef(3, 0);
    private static final Cid CID = new Cid(A, 7, 7);

    private final Whereabouts whereabouts = new Whereabouts();

    @Test
    void looksWhereTheIdSaysUntilItMoves() {
        assertEquals(A, whereabouts.of(CID));
        assertTrue(whereabouts.moved(B, new Move(CID, 1)));
        assertEquals(B, whereabouts.of(CID));
        assertEquals(List.of(new Move(CID, 1)), whereabouts.on(B));
    }

    @Test
    void ignoresNewsOfAnEarlierMove() {
        whereabouts.moved(C, new Move(CID, 2));
        assertFalse(whereabouts.moved(B, new Move(CID, 1)));
        assertFalse(whereabouts.ended(B, new Move(CID, 1), 100));
        assertEquals(C, whereabouts.of(CID));
    }

    @Test
    void remembersAnEndForAWhile() {
        Move move = new Move(CID, 1);
        whereabouts.moved(B, move);
        assertTrue(whereabouts.ended(B, move, 100));
        assertFalse(whereabouts.ended(B, move, 200), "told twice");
        assertFalse(whereabouts.moved(B, move), "news from before the end");
        assertTrue(whereabouts.hasEnded(CID));
        assertEquals(Map.of(B, List.of(new End(CID, 1, 30))), whereabouts.ends(70));
        assertEquals(Map.of(), whereabouts.ends(100));
        assertEquals(List.of(), whereabouts.on(B));
        whereabouts.forget(B);
        whereabouts.forgetEnds(99);
        assertTrue(whereabouts.hasEnded(CID));
        whereabouts.forgetEnds(100);
        assertEquals(A, whereabouts.of(CID));
        assertEquals(0, whereabouts.size());
    }

    @Test
    void knowsOfAnEndThatWasAllItHeard() {
        assertTrue(whereabouts.ended(B, new Move(CID, 1), 100));
        assertTrue(whereabouts.hasEnded(CID));
    }

    @Test
    void doesNotForgetWhoHasMovedOnSinceAnEndThatWasNone() {
        whereabouts.ended(B, new Move(CID, 1), 100);
        assertTrue(whereabouts.moved(C, new Move(CID, 2)));
        assertFalse(whereabouts.hasEnded(CID));
        assertEquals(Map.of(), whereabouts.ends(0));
        whereabouts.forgetEnds(100);
        assertEquals(C, whereabouts.of(CID));
    }

    @Test
    void looksWhereTheIdSaysForWhoMayComeAgain() {
        whereabouts.moved(B, new Move(CID, 1));
        whereabouts.released(C, CID);
        assertEquals(B, whereabouts.of(CID));
        whereabouts.released(B, CID);
        assertEquals(A, whereabouts.of(CID));
        assertFalse(whereabouts.hasEnded(CID));
    }

    @Test
    void forgetsTheOldestOfTooManyEnds() {
        for (int i = 0; i <= Whereabouts.ENDS_AT_MOST; i++) {
            whereabouts.ended(B, new Move(new Cid(A, i, 0), 1), 100);
        }
        assertEquals(Whereabouts.ENDS_AT_MOST, whereabouts.size());
        assertFalse(whereabouts.hasEnded(new Cid(A, 0, 0)));
        assertTrue(whereabouts.hasEnded(new Cid(A, 1, 0)));
    }

    @Test
    void anEndThatNodesRemindEachOtherOfIsForgottenWhenItsTimeIsOver() {
        Whereabouts other = new Whereabouts();
        whereabouts.ended(B, new Move(CID, 1), 100);
        for (long now = 10; now < 200; now += 10) {
            // The link between them breaks and comes back, and each tells the other what it knows.
            remind(whereabouts, other, now);
            remind(other, whereabouts, now);
            whereabouts.forgetEnds(now);
            other.forgetEnds(now);
            assertEquals(now < 100, whereabouts.hasEnded(CID), "at " + now);
            assertEquals(now < 100, other.hasEnded(CID), "at " + now);
        }
    }

    private static void remind(Whereabouts from, Whereabouts to, long now) {
        from.ends(now)
                .forEach((on, ends) ->
                        ends.forEach(end -> to.ended(on, new Move(end.cid(), end.count()), now + end.leftMs())));
    }

    @Test
    void forgetsEndsInTheOrderOfTheirTimesThoughTheyAreHeardOfInAnother() {
        Cid later = new Cid(A, 8, 8);
        whereabouts.ended(B, new Move(later, 1), 200);
        whereabouts.ended(B, new Move(CID, 1), 100);
        whereabouts.forgetEnds(150);
        assertFalse(whereabouts.hasEnded(CID));
        assertTrue(whereabouts.hasEnded(later));
    }

    @Test
    void keepsWhatItHasUnderANewName() {
        whereabouts.moved(A, new Move(new Cid(B, 1, 1), 1));
        whereabouts.renamed(A.next());
        assertEquals(A.next(), whereabouts.of(new Cid(B, 1, 1)));
    }

    @Test
    void forgetsANodeThatIsGoneForLong() {
        whereabouts.moved(B, new Move(CID, 1));
        whereabouts.forget(B);
        assertEquals(0, whereabouts.size());
    }

    /** Two nodes took over what a third one had, and the lower of them died when it had told half of the others. */
    @Test
    void believesTheOneOfTwoThatIsThere() {
        whereabouts.moved(B, new Move(CID, 1));
        assertFalse(whereabouts.moved(C, new Move(CID, 1)), "the lower one is right");
        assertEquals(Map.of(CID, C), whereabouts.lost(B));
        assertEquals(C, whereabouts.of(CID));
        Whereabouts other = new Whereabouts();
        other.lost(B);
        other.moved(B, new Move(CID, 1));
        assertTrue(other.moved(C, new Move(CID, 1)));
        assertEquals(Map.of(CID, B), other.found(B), "which was only cut off");
    }

    @Test
    void doesNotLookForWhoWasLetGoOfOnTheNodeThatLetGo() {
        whereabouts.moved(C, new Move(CID, 1));
        whereabouts.moved(B, new Move(CID, 1));
        whereabouts.released(C, CID);
        assertEquals(B, whereabouts.of(CID));
        assertEquals(Map.of(), whereabouts.lost(B));
        assertEquals(B, whereabouts.of(CID));
    }

    @Test
    void looksWhereItIsAfterALossThatATakerDiedOf() {
        whereabouts.moved(B, new Move(CID, Move.afterLoss(3)));
        assertFalse(whereabouts.moved(C, new Move(CID, 4)), "while the taker is there");
        assertTrue(whereabouts.isRival(C, CID));
        assertEquals(Map.of(CID, C), whereabouts.lost(B));
        assertEquals(C, whereabouts.of(CID));
        assertEquals(Map.of(CID, B), whereabouts.found(B));
        assertEquals(Map.of(CID, C), whereabouts.lost(B));
        assertTrue(whereabouts.moved(A, new Move(CID, 5)), "it goes on from there");
        assertEquals(5, whereabouts.count(CID));
    }

    @Test
    void twoThatTakeOverAfterALossComeToTheSame() {
        assertEquals(Move.afterLoss(4), Move.afterLoss(5));
        for (int known = 0; known < 1_000; known++) {
            assertTrue(Move.afterLoss(known) > known + 100, "skips what only some were told");
        }
    }

    @Test
    void knowsWhoSaysTheSameAsTheOneThatIsRight() {
        whereabouts.moved(B, new Move(CID, 1));
        assertFalse(whereabouts.isRival(B, CID));
        assertFalse(whereabouts.isRival(C, CID));
        whereabouts.moved(C, new Move(CID, 1));
        assertTrue(whereabouts.isRival(C, CID));
        whereabouts.lost(B);
        assertTrue(whereabouts.isRival(B, CID));
        assertFalse(whereabouts.isRival(C, CID));
        whereabouts.moved(A, new Move(CID, 2));
        assertFalse(whereabouts.isRival(B, CID), "of an earlier move");
    }

    @Test
    void forgetsWithANodeWhatItSaidAlone() {
        whereabouts.moved(B, new Move(CID, 1));
        whereabouts.moved(C, new Move(CID, 1));
        whereabouts.lost(B);
        whereabouts.forget(B);
        assertEquals(C, whereabouts.of(CID));
        whereabouts.forget(C);
        assertEquals(0, whereabouts.size());
    }

    /** Others had said later where it is, and it had gone on to a third one, which is lost. */
    @Test
    void isNotLookedForWhereItWasBeforeItsNodeTookItOverOnceMoreAfterALoss() {
        whereabouts.moved(B, new Move(CID, 3));
        whereabouts.moved(B, new Move(CID, Move.afterLoss(3) + 1));
        assertFalse(whereabouts.isRival(B, CID));
        whereabouts.moved(C, new Move(CID, Move.afterLoss(3) + 2));
        assertFalse(whereabouts.isRival(B, CID));
        assertEquals(Map.of(), whereabouts.lost(C));
        assertEquals(C, whereabouts.of(CID));
        whereabouts.forget(C);
        assertEquals(A, whereabouts.of(CID));
        assertEquals(0, whereabouts.size());
    }

    /** What it outdid counts again: only another node tells of such an end, which may have heard of it late. */
    @Test
    void forgetsAnEndInItsTimeThatWasPastWhenItWasHeardOf() {
        whereabouts.moved(B, new Move(CID, Move.afterLoss(3)));
        assertFalse(whereabouts.ended(B, new Move(CID, 3), 100));
        whereabouts.forgetEnds(99);
        whereabouts.moved(C, new Move(CID, 2));
        assertEquals(Map.of(), whereabouts.lost(B));
        whereabouts.found(B);
        whereabouts.forgetEnds(100);
        whereabouts.moved(C, new Move(CID, 2));
        assertEquals(Map.of(CID, C), whereabouts.lost(B));
    }

    /** It was said to have ended there, and was put back on the list. */
    @Test
    void hasNotEndedWhereItsNodeHasItAfterAllAndIsLost() {
        whereabouts.ended(B, new Move(CID, 99), 100);
        whereabouts.moved(B, new Move(CID, 100));
        whereabouts.lost(B);
        assertFalse(whereabouts.hasEnded(CID));
        assertEquals(100, whereabouts.count(CID));
        whereabouts.forgetEnds(100);
        assertEquals(B, whereabouts.of(CID));
    }

    /**
     * Each node speaks in order. Also where two nodes took the same connection over at the same time, and one of them is gone, and where
     * one says something once more after a loss.
     */
    @Property(tries = 2_000)
    void agreesWhateverTheOrderOfTheNews(@ForAll @IntRange(min = 1, max = 12) int moves, @ForAll Random random) {
        List<NodeRef> speakers = new ArrayList<>();
        Map<NodeRef, List<Consumer<Whereabouts>>> news = new HashMap<>();
        Map<NodeRef, Integer> counts = new HashMap<>();
        for (int i = 0; i < moves; i++) {
            NodeRef node = anyNode(random);
            int stage = counts.getOrDefault(node, 0) / 200 + (random.nextInt(3) == 0 ? 1 : 0);
            int count = Math.max(counts.getOrDefault(node, 0), stage * 200 + 1 + random.nextInt(4));
            boolean isEnd = random.nextInt(4) == 0;
            counts.put(node, count);
            speakers.add(node);
            news.computeIfAbsent(node, first -> new ArrayList<>())
                    .add(table -> say(table, node, new Move(CID, count), isEnd));
        }
        Whereabouts one = new Whereabouts();
        Whereabouts other = new Whereabouts();
        if (random.nextBoolean()) {
            NodeRef gone = anyNode(random);
            one.lost(gone);
            hear(other, speakers, news, random);
            other.lost(gone);
        } else {
            hear(other, speakers, news, random);
        }
        hear(one, speakers, news, random);
        assertEquals(one.of(CID), other.of(CID));
        assertEquals(one.count(CID), other.count(CID));
        assertEquals(one.hasEnded(CID), other.hasEnded(CID));
    }

    private static NodeRef anyNode(Random random) {
        return List.of(A, B, C).get(random.nextInt(3));
    }

    /** All of the news, each node's in its order. */
    private static void hear(
            Whereabouts table, List<NodeRef> speakers, Map<NodeRef, List<Consumer<Whereabouts>>> news, Random random) {
        List<NodeRef> turns = new ArrayList<>(speakers);
        Collections.shuffle(turns, random);
        Map<NodeRef, Iterator<Consumer<Whereabouts>>> left = new HashMap<>();
        news.forEach((node, said) -> left.put(node, said.iterator()));
        turns.forEach(node -> Objects.requireNonNull(left.get(node)).next().accept(table));
    }

    private static void say(Whereabouts whereabouts, NodeRef node, Move move, boolean isEnd) {
        if (isEnd) {
            whereabouts.ended(node, move, 100);
        } else {
            whereabouts.moved(node, move);
        }
    }
}
