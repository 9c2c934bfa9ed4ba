package io.ringway.tests.chaos.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.chaos.log.Entries;
import io.ringway.tests.chaos.log.Entry;
import io.ringway.tests.chaos.log.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A check that cannot fail proves nothing: each of them is shown what it is there to find, and a log without it. */
class CheckerTest {
    private static final long SECOND = 1_000_000;
    private static final long END = 60 * SECOND;
    private static final Rules WITHOUT_HISTORY =
            new Rules(false, 10 * SECOND, 14 * SECOND, SECOND, 50 * SECOND, List.of());
    private static final Rules WITH_HISTORY = new Rules(true, 10 * SECOND, 14 * SECOND, SECOND, 50 * SECOND, List.of());

    private static Entry.Opened opened(long at, String who, String cid, boolean recovered) {
        return new Entry.Opened(at * SECOND, who, "node0", cid, recovered, recovered);
    }

    private static Entry.Closed closed(long at, String who, String cid) {
        return new Entry.Closed(at * SECOND, who, cid, 1006, "");
    }

    private static Entry.Joined joined(long at, String who, String cid) {
        return new Entry.Joined(at * SECOND, who, cid, "g", true);
    }

    private static Entry.Sent sent(long at, long number) {
        return new Entry.Sent(at * SECOND, "ada", "A", "g", new Message("ada", number));
    }

    private static Entry.Acked acked(long at, long number) {
        return new Entry.Acked(at * SECOND, "ada", new Message("ada", number));
    }

    private static Entry.Received received(long at, String who, long number) {
        return new Entry.Received(at * SECOND, who, "g", "A", new Message("ada", number));
    }

    private static Entry.Noticed gone(long at, String who, String cid) {
        return new Entry.Noticed(at * SECOND, who, "g", "USER_DISCONNECTED", cid);
    }

    private static Entry.Roster roster(long at, String who, String... cids) {
        return new Entry.Roster(at * SECOND, who, "g", List.of(cids));
    }

    /** Ada, Bob and Eve in one group; Ada says something at 10 s, which the others get. Then what is given, by time. */
    private static List<Entry> run(Entry... more) {
        List<Entry> entries = new ArrayList<>();
        for (String who : List.of("ada", "bob", "eve")) {
            String cid = who.substring(0, 1).toUpperCase(java.util.Locale.ROOT);
            entries.add(opened(1, who, cid, false));
            entries.add(joined(2, who, cid));
        }
        entries.addAll(List.of(sent(10, 1), acked(10, 1), received(10, "bob", 1), received(11, "eve", 1)));
        entries.addAll(List.of(more));
        entries.add(new Entry.Left(END, "ada", "nothing"));
        entries.sort(java.util.Comparator.comparingLong(Entry::at));
        return entries.stream().map(Entries::encode).map(Entries::decode).toList();
    }

    private static Findings check(Entry... more) {
        return Checker.check(run(more), WITHOUT_HISTORY);
    }

    private static List<Entry> without(List<Entry> entries, Predicate<Entry> which) {
        return entries.stream().filter(which.negate()).toList();
    }

    @Test
    void findsNothingWhereAllIsWell() {
        Findings found = check(roster(55, "bob", "A", "B", "E"));
        assertEquals(1, found.acked());
        assertEquals(2, found.deliveries());
        assertEquals(List.of(), found.examples());
        assertEquals(0, found.noticesDue());
        assertEquals(List.of(), found.wrongRosters());
    }

    @Test
    void findsAMessageThatAMemberDidNotGet() {
        Findings found = Checker.check(
                without(
                        run(),
                        entry -> entry instanceof Entry.Received r && r.who().equals("eve")),
                WITHOUT_HISTORY);
        assertEquals(1, found.lost());
        assertEquals(0, found.missedInGaps());
    }

    @Test
    void aMessageThatWasNotAcknowledgedIsNotLost() {
        Findings found = check(sent(20, 2), received(20, "bob", 2));
        assertEquals(0, found.lost());
    }

    @Test
    void findsAMessageThatWasLostThoughTheServerSaidThatNothingWas() {
        Findings found = check(
                closed(19, "eve", "E"),
                sent(20, 2),
                acked(20, 2),
                received(20, "bob", 2),
                opened(22, "eve", "E", true));
        assertEquals(1, found.lost());
    }

    @Test
    void aMessageThatComesWithWhatWasMissedIsNotLost() {
        Findings found = check(
                closed(19, "eve", "E"),
                sent(20, 2),
                acked(20, 2),
                received(20, "bob", 2),
                opened(22, "eve", "E", true),
                received(22, "eve", 2));
        assertEquals(0, found.lost());
        assertEquals(List.of(), found.examples());
    }

    @Test
    void aMessageInAGapThatWasSaidIsCountedApartAndHistoryHasToFillIt() {
        List<Entry> entries = run(
                closed(19, "eve", "E"),
                sent(20, 2),
                acked(20, 2),
                received(20, "bob", 2),
                opened(22, "eve", "E2", false),
                joined(23, "eve", "E2"));
        Findings without = Checker.check(entries, WITHOUT_HISTORY);
        assertEquals(0, without.lost());
        assertEquals(1, without.missedInGaps());
        assertTrue(without.examples().stream().noneMatch(line -> line.startsWith("lost")));
        Findings with = Checker.check(entries, WITH_HISTORY);
        assertEquals(1, with.missedInGaps());
        assertTrue(with.examples().stream().anyMatch(line -> line.startsWith("lost in a gap")));
    }

    @Test
    void aMessageBeforeAGapThatWasToldInARunningSessionIsNotLostInSilence() {
        Findings found =
                check(sent(20, 2), acked(20, 2), received(20, "bob", 2), new Entry.Gap(25 * SECOND, "eve", "g"));
        assertEquals(0, found.lost());
        assertEquals(1, found.missedInGaps());
    }

    @Test
    void aGapExcusesNothingThatWasSaidBeforeWhatCameThroughOrAfterIt() {
        Findings found = check(
                sent(12, 2),
                acked(12, 2),
                received(12, "bob", 2),
                sent(15, 3),
                acked(15, 3),
                received(15, "bob", 3),
                received(15, "eve", 3),
                new Entry.Gap(25 * SECOND, "eve", "g"),
                sent(26, 4),
                acked(26, 4),
                received(26, "bob", 4));
        assertEquals(2, found.lost());
        assertEquals(0, found.missedInGaps());
    }

    @Test
    void aGapAfterAReturnIsNoneOfWhatWasSaidWhileTheMemberHadLeft() {
        Findings found = check(
                new Entry.Left(19 * SECOND, "eve", "g"),
                sent(20, 2),
                acked(20, 2),
                received(20, "bob", 2),
                joined(22, "eve", "E"),
                new Entry.Gap(25 * SECOND, "eve", "g"));
        assertEquals(0, found.lost() + found.missedInGaps() + found.missedAfterJoin());
    }

    @Test
    void whoHasLeftMissesNothing() {
        Findings found = check(
                new Entry.Left(19 * SECOND, "eve", "g"),
                sent(20, 2),
                acked(20, 2),
                received(20, "bob", 2),
                joined(22, "eve", "E"));
        assertEquals(0, found.lost() + found.missedInGaps() + found.missedAfterJoin());
    }

    @Test
    void whoCameBackFromAGapAndThenLeftMissesNothing() {
        Findings found = check(
                closed(15, "eve", "E"),
                opened(16, "eve", "E", false),
                joined(17, "eve", "E"),
                new Entry.Left(19 * SECOND, "eve", "g"),
                sent(20, 2),
                acked(20, 2),
                received(20, "bob", 2),
                joined(22, "eve", "E"));
        assertEquals(0, found.lost() + found.missedInGaps() + found.missedAfterJoin());
    }

    @Test
    void whoWasAwayByItsOwnWillAndLosesItsConnectionAfterThatMissesNothing() {
        Findings found = check(
                new Entry.Left(19 * SECOND, "eve", "g"),
                sent(20, 2),
                acked(20, 2),
                received(20, "bob", 2),
                new Entry.Joined(20 * SECOND + 500_000, "eve", "E", "g", true),
                new Entry.Closed(20 * SECOND + 800_000, "eve", "E", 1006, ""),
                opened(22, "eve", "E", false),
                joined(23, "eve", "E"));
        assertEquals(0, found.lost() + found.missedInGaps() + found.missedAfterJoin());
    }

    @Test
    void whoComesBackFromAGapAndLeavesBeforeTheMessageIsAcknowledgedMissesNothing() {
        Findings found = check(
                closed(19, "eve", "E"),
                sent(20, 2),
                opened(22, "eve", "E", false),
                joined(23, "eve", "E"),
                new Entry.Left(24 * SECOND, "eve", "g"),
                acked(25, 2),
                received(25, "bob", 2),
                joined(26, "eve", "E"));
        assertEquals(0, found.lost() + found.missedInGaps() + found.missedAfterJoin());
    }

    @Test
    void aMessageShortlyAfterAJoinIsCountedApart() {
        Findings found = check(
                new Entry.Left(15 * SECOND, "eve", "g"),
                new Entry.Joined(20 * SECOND - 500_000, "eve", "E", "g", true),
                sent(20, 2),
                acked(20, 2),
                received(20, "bob", 2));
        assertEquals(0, found.lost());
        assertEquals(1, found.missedAfterJoin());
    }

    @Test
    void whoWasToldThatNotEveryNodeWasHeardMayMissSomethingForAWhile() {
        Findings found = check(
                new Entry.Left(15 * SECOND, "eve", "g"),
                new Entry.Joined(17 * SECOND, "eve", "E", "g", false),
                sent(20, 2),
                acked(20, 2),
                received(20, "bob", 2),
                sent(40, 3),
                acked(40, 3),
                received(40, "bob", 3));
        assertEquals(1, found.lost());
        assertEquals(0, found.missedAfterJoin());
    }

    @Test
    void aConnectionThatDiedWithoutAWordWasDeadSinceItsLastFrame() {
        Findings found = check(
                sent(20, 2),
                acked(20, 2),
                received(20, "bob", 2),
                closed(25, "eve", "E"),
                opened(26, "eve", "E", false),
                joined(27, "eve", "E"));
        assertEquals(0, found.lost());
        assertEquals(1, found.missedInGaps());
    }

    @Test
    void whoCameWhereNobodyHeardOfItIsNotMissedByThoseWhoWereNotTold() {
        Rules rules = new Rules(
                false,
                10 * SECOND,
                14 * SECOND,
                SECOND,
                50 * SECOND,
                List.of(new Rules.Lonely("node1", 15 * SECOND, 30 * SECOND)));
        Entry[] dan = {
            new Entry.Opened(13 * SECOND, "dan", "node1", "D", false, false),
            joined(20, "dan", "D"),
            closed(22, "dan", "D")
        };
        Findings untold = Checker.check(run(dan), rules);
        assertEquals(0, untold.noticesMissing());
        Entry here = new Entry.Noticed(20 * SECOND, "bob", "g", "USER_JOINED", "D");
        Findings told = Checker.check(run(dan[0], dan[1], dan[2], here), rules);
        assertEquals(1, told.noticesMissing(), "bob was told that it came");
        Findings before = Checker.check(run(dan[0], joined(13, "dan", "D"), dan[2]), rules);
        assertEquals(3, before.noticesMissing(), "there was time to tell");
    }

    @Test
    void whatANodeAcknowledgedJustBeforeItWasKilledIsPromisedWithAHistoryOnly() {
        List<Entry> entries = run(sent(20, 2), acked(20, 2), received(20, "bob", 2));
        Findings without = Checker.check(entries, killed(false, 20));
        assertEquals(0, without.lost());
        assertEquals(1, without.lostByTheLonely());
        assertEquals(1, Checker.check(entries, killed(true, 20)).lost());
        assertEquals(1, Checker.check(entries, killed(false, 22)).lost(), "there was time to tell");
    }

    private static Rules killed(boolean history, int at) {
        Rules.Lonely node = new Rules.Lonely("node0", at * SECOND, at * SECOND);
        return new Rules(history, 10 * SECOND, 14 * SECOND, SECOND, 50 * SECOND, List.of(), List.of(node));
    }

    @Test
    void whoIsOnANodeThatIsCutOffHasToBeToldThatItMissedSomething() {
        Rules rules = new Rules(
                false,
                10 * SECOND,
                14 * SECOND,
                SECOND,
                50 * SECOND,
                List.of(new Rules.Lonely("node1", 15 * SECOND, 30 * SECOND)));
        Entry.Opened elsewhere = new Entry.Opened(12 * SECOND, "eve", "node1", "E", true, true);
        Findings told = Checker.check(
                run(
                        closed(11, "eve", "E"),
                        elsewhere,
                        sent(20, 2),
                        acked(20, 2),
                        received(20, "bob", 2),
                        gone(22, "eve", "X"),
                        closed(25, "eve", "E"),
                        opened(26, "eve", "E", false),
                        joined(27, "eve", "E")),
                rules);
        assertEquals(0, told.lost());
        assertEquals(1, told.missedInGaps());
        Findings untold = Checker.check(
                run(
                        closed(11, "eve", "E"),
                        elsewhere,
                        sent(20, 2),
                        acked(20, 2),
                        received(20, "bob", 2),
                        closed(25, "eve", "E"),
                        opened(26, "eve", "E", true)),
                rules);
        assertEquals(1, untold.lost());
    }

    @Test
    void whoIsOnANodeThatStandsStillIsNotThere() {
        Rules rules = new Rules(
                false,
                10 * SECOND,
                14 * SECOND,
                SECOND,
                50 * SECOND,
                List.of(new Rules.Lonely("node0", 15 * SECOND, 30 * SECOND)));
        assertEquals(0, Checker.check(run(gone(29, "bob", "E")), rules).noticesFalse());
        assertEquals(1, Checker.check(run(gone(45, "bob", "E")), rules).noticesFalse());
    }

    @Test
    void findsAMessageThatCameTwice() {
        assertEquals(1, check(received(12, "bob", 1)).doubled());
    }

    @Test
    void findsAMessageThatCameAfterALaterOne() {
        Findings found = check(
                sent(20, 2),
                sent(21, 3),
                acked(21, 2),
                acked(21, 3),
                received(22, "bob", 3),
                received(23, "bob", 2),
                received(22, "eve", 2),
                received(23, "eve", 3));
        assertEquals(1, found.reordered());
    }

    @Test
    void findsWhoWasNotToldOfOneWhoIsGone() {
        Findings found = check(closed(20, "eve", "E"), gone(31, "bob", "E"));
        assertEquals(2, found.noticesDue());
        assertEquals(1, found.noticesMissing());
    }

    @Test
    void findsWhoWasToldTwice() {
        Findings found =
                check(closed(20, "eve", "E"), gone(31, "bob", "E"), gone(31, "ada", "E"), gone(33, "ada", "E"));
        assertEquals(0, found.noticesMissing());
        assertEquals(1, found.noticesDoubled());
    }

    @Test
    void whoFindsNobodyInTheRosterOfAnotherNodeKnowsThatItIsGone() {
        Findings found = check(
                closed(20, "eve", "E"),
                gone(31, "bob", "E"),
                new Entry.Noticed(32 * SECOND, "ada", "g", Entry.Noticed.NOT_FOUND, "E"));
        assertEquals(2, found.noticesDue());
        assertEquals(0, found.noticesMissing());
        assertEquals(0, found.noticesDoubled());
    }

    @Test
    void whoWasToldThatItIsHereAgainMayBeToldAgainThatItIsGone() {
        Findings found = check(
                closed(20, "eve", "E"),
                gone(31, "bob", "E"),
                gone(31, "ada", "E"),
                new Entry.Noticed(32 * SECOND, "ada", "g", "USER_JOINED", "E"),
                gone(33, "ada", "E"));
        assertEquals(0, found.noticesDoubled());
        assertEquals(1, found.noticesAgain());
    }

    @Test
    void whatANodeAcknowledgedThatWasCutOffIsCountedApart() {
        Rules rules = new Rules(
                false,
                10 * SECOND,
                14 * SECOND,
                SECOND,
                50 * SECOND,
                List.of(new Rules.Lonely("node0", 19 * SECOND, 30 * SECOND)));
        Findings found = Checker.check(run(sent(20, 2), acked(20, 2), sent(40, 3), acked(40, 3)), rules);
        assertEquals(2, found.lostByTheLonely());
        assertEquals(2, found.lost(), "of the other message");
    }

    @Test
    void findsWhoWasToldOfOneWhoCameBackInTime() {
        Findings found = check(closed(20, "eve", "E"), gone(22, "bob", "E"), opened(24, "eve", "E", true));
        assertEquals(1, found.noticesFalse());
        assertEquals(0, found.noticesDue());
    }

    @Test
    void findsWhoWasToldOfOneWhoIsThere() {
        assertEquals(1, check(gone(22, "bob", "E")).noticesFalse());
    }

    @Test
    void whoCameBackTooLateMayBeToldOf() {
        Findings found = check(closed(20, "eve", "E"), gone(31, "bob", "E"), opened(34, "eve", "E", true));
        assertEquals(0, found.noticesFalse());
    }

    @Test
    void findsAGhostAndHowOldItIs() {
        Findings found =
                check(closed(20, "eve", "E"), roster(25, "bob", "A", "B", "E"), roster(40, "bob", "A", "B", "E"));
        assertEquals(1, found.ghosts());
        assertEquals(20 * SECOND, found.longestGhost());
        assertEquals(List.of(40 * SECOND), found.wrongRosters());
    }

    @Test
    void findsAGhostThatNoClientEverHeardOf() {
        Findings found = check(roster(20, "bob", "A", "B", "E", "X"), roster(40, "ada", "A", "B", "E", "X"));
        assertEquals(1, found.ghosts());
    }

    @Test
    void oneWhoMayStillComeBackIsNoGhost() {
        Findings found = check(closed(20, "eve", "E"), roster(31, "bob", "A", "B", "E"));
        assertEquals(0, found.ghosts());
        assertEquals(11 * SECOND, found.longestGhost());
    }

    @Test
    void findsAGroupThatIsListedLargerThanItIs() {
        Findings found = check(
                closed(20, "eve", "E"),
                new Entry.Counted(30 * SECOND, "bob", "g", 3),
                new Entry.Counted(55 * SECOND, "bob", "g", 3),
                new Entry.Counted(56 * SECOND, "bob", "g", 2));
        assertEquals(1, found.wrongCounts());
    }

    @Test
    void findsWhoIsNotListed() {
        Findings found = check(roster(30, "bob", "A", "B"), roster(55, "bob", "A", "B"));
        assertEquals(1, found.missing(), "in the calm alone");
        assertEquals(List.of(30 * SECOND, 55 * SECOND), found.wrongRosters());
        assertFalse(found.examples().isEmpty());
    }
}
