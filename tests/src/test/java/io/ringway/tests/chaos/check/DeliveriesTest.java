package io.ringway.tests.chaos.check;

import static io.ringway.tests.chaos.check.Log.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.chaos.log.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A check that cannot fail proves nothing: that of messages is shown what it is there to find, and a log without it. */
class DeliveriesTest {
    private static void assertNothingMissed(Log log) {
        Findings found = log.check();
        assertEquals(0, found.lost() + found.missedInGaps() + found.missedAfterJoin());
    }

    @Test
    void findsNothingWhereAllIsWell() {
        Findings found = new Log().roster(55, "bob", "A", "B", "E").check();
        assertEquals(1, found.acked());
        assertEquals(2, found.deliveries());
        assertEquals(List.of(), found.examples());
        assertEquals(0, found.noticesDue());
        assertEquals(List.of(), found.wrongRosters());
    }

    @Test
    void findsAMessageThatAMemberDidNotGet() {
        Findings found = new Log()
                .without(entry -> entry instanceof Entry.Received r && r.who().equals("eve"))
                .check();
        assertEquals(1, found.lost());
        assertEquals(0, found.missedInGaps());
    }

    @Test
    void aMessageThatWasNotAcknowledgedIsNotLost() {
        assertEquals(0, new Log().sent(20, 2).received(20, "bob", 2).check().lost());
    }

    @Test
    void findsAMessageThatWasLostThoughTheServerSaidThatNothingWas() {
        Log log = new Log().closed(19, "eve", "E").said(20, 2, "bob").opened(22, "eve", "E", true);
        assertEquals(1, log.check().lost());
    }

    @Test
    void aMessageThatComesWithWhatWasMissedIsNotLost() {
        Findings found = new Log()
                .closed(19, "eve", "E")
                .said(20, 2, "bob")
                .opened(22, "eve", "E", true)
                .received(22, "eve", 2)
                .check();
        assertEquals(0, found.lost());
        assertEquals(List.of(), found.examples());
    }

    @Test
    void aMessageInAGapThatWasSaidIsCountedApartAndHistoryHasToFillIt() {
        Log log = new Log()
                .closed(19, "eve", "E")
                .said(20, 2, "bob")
                .opened(22, "eve", "E2", false)
                .joined(23, "eve", "E2");
        Findings without = log.check();
        assertEquals(0, without.lost());
        assertEquals(1, without.missedInGaps());
        assertTrue(without.examples().stream().noneMatch(line -> line.startsWith("lost")));
        Findings with = log.check(Log.rules(true));
        assertEquals(1, with.missedInGaps());
        assertTrue(with.examples().stream().anyMatch(line -> line.startsWith("lost in a gap")));
    }

    @Test
    void aMessageBeforeAGapThatWasToldInARunningSessionIsNotLostInSilence() {
        Findings found = new Log().said(20, 2, "bob").gap(25, "eve").check();
        assertEquals(0, found.lost());
        assertEquals(1, found.missedInGaps());
    }

    @Test
    void aGapExcusesNothingThatWasSaidBeforeWhatCameThroughOrAfterIt() {
        Findings found = new Log()
                .said(12, 2, "bob")
                .said(15, 3, "bob", "eve")
                .gap(25, "eve")
                .said(26, 4, "bob")
                .check();
        assertEquals(2, found.lost());
        assertEquals(0, found.missedInGaps());
    }

    @Test
    void aGapAfterAReturnIsNoneOfWhatWasSaidWhileTheMemberHadLeft() {
        assertNothingMissed(new Log()
                .left(19, "eve")
                .said(20, 2, "bob")
                .joined(22, "eve", "E")
                .gap(25, "eve"));
    }

    @Test
    void whoHasLeftMissesNothing() {
        assertNothingMissed(new Log().left(19, "eve").said(20, 2, "bob").joined(22, "eve", "E"));
    }

    @Test
    void whoCameBackFromAGapAndThenLeftMissesNothing() {
        assertNothingMissed(new Log()
                .closed(15, "eve", "E")
                .opened(16, "eve", "E", false)
                .joined(17, "eve", "E")
                .left(19, "eve")
                .said(20, 2, "bob")
                .joined(22, "eve", "E"));
    }

    @Test
    void whoCameBackFromAGapAndLeftBeforeItWasKnownToAllMissesNothing() {
        assertNothingMissed(new Log()
                .closed(15, "eve", "E")
                .opened(16, "eve", "E", false)
                .joinedInPart(17, "eve", "E")
                .left(19, "eve")
                .said(20, 2, "bob")
                .joined(21, "eve", "E"));
    }

    @Test
    void whoWasAwayByItsOwnWillAndLosesItsConnectionAfterThatMissesNothing() {
        assertNothingMissed(new Log()
                .left(19, "eve")
                .said(20, 2, "bob")
                .joined(20.5, "eve", "E")
                .with(new Entry.Closed(20 * SECOND + 800_000, "eve", "E", 1006, ""))
                .opened(22, "eve", "E", false)
                .joined(23, "eve", "E"));
    }

    @Test
    void whoComesBackFromAGapAndLeavesBeforeTheMessageIsAcknowledgedMissesNothing() {
        assertNothingMissed(new Log()
                .closed(19, "eve", "E")
                .sent(20, 2)
                .opened(22, "eve", "E", false)
                .joined(23, "eve", "E")
                .left(24, "eve")
                .acked(25, 2)
                .received(25, "bob", 2)
                .joined(26, "eve", "E"));
    }

    @Test
    void aMessageShortlyAfterAJoinIsCountedApart() {
        Findings found = new Log()
                .left(15, "eve")
                .joined(19.5, "eve", "E")
                .said(20, 2, "bob")
                .check();
        assertEquals(0, found.lost());
        assertEquals(1, found.missedAfterJoin());
    }

    @Test
    void whoWasToldThatNotEveryNodeWasHeardMayMissSomethingForAWhile() {
        Findings found = new Log()
                .left(15, "eve")
                .with(new Entry.Joined(17 * SECOND, "eve", "E", "g", false))
                .said(20, 2, "bob")
                .said(40, 3, "bob")
                .check();
        assertEquals(1, found.lost());
        assertEquals(0, found.missedAfterJoin());
    }

    @Test
    void aConnectionThatDiedWithoutAWordWasDeadSinceItsLastFrame() {
        Findings found = new Log()
                .said(20, 2, "bob")
                .closed(25, "eve", "E")
                .opened(26, "eve", "E", false)
                .joined(27, "eve", "E")
                .check();
        assertEquals(0, found.lost());
        assertEquals(1, found.missedInGaps());
    }

    @Test
    void findsAMessageThatCameTwice() {
        assertEquals(1, new Log().received(12, "bob", 1).check().doubled());
    }

    @Test
    void findsAMessageThatCameAfterALaterOne() {
        Findings found = new Log()
                .sent(20, 2)
                .sent(21, 3)
                .acked(21, 2)
                .acked(21, 3)
                .received(22, "bob", 3)
                .received(23, "bob", 2)
                .received(22, "eve", 2)
                .received(23, "eve", 3)
                .check();
        assertEquals(1, found.reordered());
    }
}
