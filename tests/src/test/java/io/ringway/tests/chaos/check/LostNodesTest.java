package io.ringway.tests.chaos.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What may come of a node that is killed, or cut off, and what is found all the same. */
class LostNodesTest {
    private static final Rules KILLED = Log.killed(false, 20);

    /** Ada's node is killed just as it has acknowledged a message, which Bob got and Eve did not; both are elsewhere. */
    private static Log lastWords() {
        return new Log()
                .closed(5, "bob", "B")
                .opened(6, "bob", "node1", "B", true)
                .closed(5, "eve", "E")
                .opened(6, "eve", "node1", "E", true)
                .said(19.5, 2, "bob");
    }

    @Test
    void whatANodeAcknowledgedJustBeforeItWasKilledMayBeLostWhereThatIsSaid() {
        Findings found = lastWords().gap(22, "eve").check(KILLED);
        assertEquals(0, found.lost());
        assertEquals(1, found.missedInGaps());
        assertEquals(0, found.lostByTheLonely());
    }

    @Test
    void findsWhatWasLostWithAKilledNodeAndNotSaid() {
        Findings found = lastWords().gap(22, "bob").check(KILLED);
        assertEquals(1, found.lost());
        assertEquals(0, found.missedInGaps() + found.lostByTheLonely());
    }

    @Test
    void whatOthersSayUntilTheLossIsFoundOutSaysNothingOfWhatWasLost() {
        Log log = lastWords()
                .closed(20, "ada", "A")
                .opened(20, "ada", "node1", "A2", false)
                .said(21.5, 3, "bob", "eve");
        assertEquals(1, log.check(KILLED).lost());
        assertEquals(0, log.gap(23, "eve").check(KILLED).lost());
    }

    @Test
    void aGapThatComesWhenTheLossMustBeKnownForLongIsToldOfSomethingElse() {
        assertEquals(
                1,
                lastWords()
                        .said(24, 3, "bob", "eve")
                        .gap(25, "eve")
                        .check(KILLED)
                        .lost());
    }

    @Test
    void whoLeavesBeforeAnybodyCanKnowOfTheLossIsToldOfNothing() {
        Findings found = lastWords().left(22, "eve").check(KILLED);
        assertEquals(0, found.lost() + found.missedInGaps() + found.lostByTheLonely());
        assertEquals(1, lastWords().left(25, "eve").check(KILLED).lost(), "there was time to tell");
    }

    @Test
    void findsWhatAKilledNodeHadTimeToTell() {
        assertEquals(
                1,
                lastWords()
                        .said(21, 3, "bob", "eve")
                        .gap(23, "eve")
                        .check(Log.killed(false, 22))
                        .lost());
    }

    @Test
    void nothingIsLostWithAKilledNodeWhereThereIsAHistory() {
        Log log = lastWords().said(21.5, 3, "bob", "eve").gap(22, "eve");
        assertEquals(1, log.check(Log.killed(true, 20)).lost());
    }

    @Test
    void whatANodeAcknowledgedThatWasCutOffIsCountedApart() {
        Findings found = new Log().said(20, 2).said(40, 3).check(Log.cutOff(Log.NODE, 19, 30));
        assertEquals(2, found.lostByTheLonely());
        assertEquals(2, found.lost(), "of the other message");
    }

    @Test
    void whoIsOnANodeThatIsCutOffHasToBeToldThatItMissedSomething() {
        Rules rules = Log.cutOff("node1", 15, 30);
        Findings told = onNodeOne()
                .gone(22, "eve", "X")
                .closed(25, "eve", "E")
                .opened(26, "eve", "E", false)
                .joined(27, "eve", "E")
                .check(rules);
        assertEquals(0, told.lost());
        assertEquals(1, told.missedInGaps());
        Findings untold =
                onNodeOne().closed(25, "eve", "E").opened(26, "eve", "E", true).check(rules);
        assertEquals(1, untold.lost());
    }

    @Test
    void whoWasOnANodeThatWasCutOffAndIsSaidToHaveMissedNothingHasToHaveItAllThoughItLeavesLater() {
        Rules rules = Log.cutOff("node1", 15, 30);
        Log claimed = onNodeOne().closed(25, "eve", "E").opened(26, "eve", "E", true);
        Findings left = claimed.left(40, "eve").check(rules);
        assertEquals(1, left.lost());
        assertEquals(1, left.claims());
        assertEquals(0, claimed.received(27, "eve", 2).check(rules).lost());
    }

    @Test
    void whoIsSaidToHaveMissedNothingAndNeverComesBackHasToHaveItAllToo() {
        Rules rules = Log.cutOff("node1", 15, 30);
        Log log =
                onNodeOne().closed(25, "eve", "E").opened(26, "eve", "E", true).closed(40, "eve", "E");
        assertEquals(1, log.check(rules).lost());
    }

    @Test
    void aNodeThatIsCutOffKnowsNothingOfWhatItsMembersMiss() {
        Rules rules = Log.cutOff("node1", 15, 30);
        Log again = onNodeOne().closed(21, "eve", "E").opened(22, "eve", "node1", "E", true);
        assertEquals(0, again.left(25, "eve").check(rules).lost());
        assertEquals(0, onNodeOne().left(25, "eve").check(rules).lost());
    }

    @Test
    void whoLeavesByItsOwnWillWhileItsNodeIsCutOffMissesNothing() {
        Log log = onNodeOne().left(25, "eve").joined(35, "eve", "E");
        assertEquals(0, log.check(Log.cutOff("node1", 15, 30)).missedInGaps());
    }

    @Test
    void findsWhatIsMissedByOneWhoWasOnThatNodeAllAlongAndLeavesLater() {
        Rules rules = Log.cutOff("node1", 15, 30);
        assertEquals(0, onNodeOne().left(40, "eve").check(rules).lost(), "there was no time to tell");
        assertEquals(1, onNodeOne().left(45, "eve").check(rules).lost());
        assertEquals(0, onNodeOne().gap(35, "eve").left(45, "eve").check(rules).lost());
    }

    private static Log onNodeOne() {
        return new Log()
                .closed(11, "eve", "E")
                .opened(12, "eve", "node1", "E", true)
                .said(20, 2, "bob");
    }

    @Test
    void whoIsOnANodeThatStandsStillIsNotThere() {
        Rules rules = Log.cutOff(Log.NODE, 15, 30);
        assertEquals(0, new Log().gone(29, "bob", "E").check(rules).noticesFalse());
        assertEquals(1, new Log().gone(45, "bob", "E").check(rules).noticesFalse());
    }

    @Test
    void whoCameWhereNobodyHeardOfItIsNotMissedByThoseWhoWereNotTold() {
        Rules rules = Log.cutOff("node1", 15, 30);
        assertEquals(0, dan(20).check(rules).noticesMissing());
        Findings told = dan(20).noticed(20, "bob", "USER_JOINED", "D").check(rules);
        assertEquals(1, told.noticesMissing(), "bob was told that it came");
        assertEquals(3, dan(13).check(rules).noticesMissing(), "there was time to tell");
    }

    private static Log dan(int joined) {
        return new Log()
                .opened(13, "dan", "node1", "D", false)
                .joined(joined, "dan", "D")
                .closed(22, "dan", "D");
    }
}
