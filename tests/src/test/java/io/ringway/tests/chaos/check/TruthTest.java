package io.ringway.tests.chaos.check;

import static io.ringway.tests.chaos.check.Log.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.tests.chaos.log.Entry;
import org.junit.jupiter.api.Test;

/** Who is told that somebody came who did not, or that somebody left who stays; and who is told nothing. */
class TruthTest {
    /** Bob and Eve know the group as it is with version 7. */
    private static Log log() {
        return new Log()
                .left(3, "bob")
                .joined(4, "bob", "B", 7, "A", "B", "E")
                .left(3, "eve")
                .joined(5, "eve", "E", 7, "A", "B", "E");
    }

    /** Dan joins at 15 s and stays. */
    private static Log danComes() {
        return log().opened(14, "dan", "D", false).asked(14, "dan", "D").joined(15, "dan", "D");
    }

    private static Findings.Changes found(Log log) {
        return log.check().changes();
    }

    @Test
    void findsOneWhoNeverCame() {
        assertEquals(1, found(log().noticed(10, "bob", "USER_JOINED", "X", 8)).wrong());
        assertEquals(
                0, found(danComes().noticed(15, "bob", "USER_JOINED", "D", 8)).wrong());
    }

    @Test
    void whoHasAskedMayBeTakenInThoughItWasNeverAnswered() {
        Log log = log().opened(14, "dan", "D", false)
                .asked(14, "dan", "D")
                .noticed(14.5, "bob", "USER_JOINED", "D", 8)
                .closed(15, "dan", "D")
                .noticed(15.5, "bob", "USER_LEFT", "D", 9);
        assertEquals(0, found(log).wrong());
    }

    @Test
    void findsOneWhoCameThoughItIsGoneForLong() {
        Log log = danComes()
                .noticed(15, "bob", "USER_JOINED", "D", 8)
                .left(20, "dan")
                .noticed(20, "bob", "USER_LEFT", "D", 9);
        assertEquals(0, found(log.noticed(33, "bob", "USER_JOINED", "D", 10)).wrong(), "a node may be late");
        assertEquals(1, found(log.noticed(35, "bob", "USER_JOINED", "D", 11)).wrong());
        assertEquals(
                0,
                log.check(Log.disturbed(Log.NODE, 30, 33)).changes().wrong(),
                "nor while something is done to a node");
    }

    @Test
    void findsOneWhoLeftThoughItStays() {
        assertEquals(1, found(log().noticed(20, "bob", "USER_LEFT", "A", 8)).wrong());
        assertEquals(
                0,
                found(log().left(19, "ada").noticed(20, "bob", "USER_LEFT", "A", 8))
                        .wrong());
    }

    @Test
    void findsOneWhoLeftOnceAndWasToldToHaveLeftTwice() {
        Log log = log().left(19, "ada")
                .noticed(20, "bob", "USER_LEFT", "A", 8)
                .joined(21, "ada", "A")
                .noticed(21, "bob", "USER_JOINED", "A", 9)
                .noticed(22, "bob", "USER_LEFT", "A", 10);
        assertEquals(1, found(log).wrong());
        assertEquals(0, found(log.left(21, "ada")).wrong());
    }

    @Test
    void findsWhoIsToldToHaveLeftItself() {
        assertEquals(1, found(log().noticed(20, "bob", "USER_LEFT", "B", 8)).wrong());
    }

    @Test
    void whoseJoinWasRefusedMayHaveBeenThereForAMoment() {
        Log log = log().opened(14, "dan", "D", false)
                .asked(14, "dan", "D")
                .noticed(14.5, "bob", "USER_JOINED", "D", 8)
                .noticed(14.8, "bob", "USER_LEFT", "D", 9)
                .with(new Entry.Refused(15 * SECOND, "dan", "Join", "unavailable"));
        assertEquals(0, found(log).wrong());
    }

    @Test
    void whoseJoinCameToNothingAfterLongMayBeToldToHaveLeftThen() {
        Log log = log().opened(14, "dan", "D", false)
                .asked(14, "dan", "D")
                .left(28, "bob")
                .joined(29, "bob", "B", 8, "A", "B", "E", "D")
                .noticed(29.5, "bob", "USER_LEFT", "D", 9)
                .with(new Entry.Refused(30 * SECOND, "dan", "Join", "unavailable"));
        assertEquals(0, found(log).wrong());
        assertEquals(1, found(log.noticed(31, "bob", "USER_LEFT", "D", 10)).wrong());
    }

    @Test
    void aNodeThatHadItBeforeMayListItStill() {
        Log log = log().opened(8, "dan", "node1", "D", false)
                .asked(8, "dan", "D")
                .joined(9, "dan", "D")
                .noticed(9, "bob", "USER_JOINED", "D", 8)
                .closed(12, "dan", "D")
                .opened(13, "dan", "node2", "D", true)
                .left(14, "dan")
                .noticed(14, "bob", "USER_LEFT", "D", 9)
                .noticed(30, "bob", "USER_JOINED", "D", 10);
        assertEquals(1, found(log).wrong());
        assertEquals(0, log.check(Log.cutOff("node1", 11, 20)).changes().wrong());
    }

    @Test
    void findsWhoWasNotToldWhoCame() {
        Findings.Changes found = found(danComes().noticed(15, "bob", "USER_JOINED", "D", 8));
        assertEquals(3, found.comingsDue(), "with Eve, of whom Bob knows");
        assertEquals(1, found.comingsMissing(), "Eve");
        assertEquals(
                0,
                found(danComes().noticed(15, "bob", "USER_JOINED", "D", 8).noticed(18, "eve", "USER_JOINED", "D", 8))
                        .comingsMissing());
    }

    @Test
    void whoWasAwayMeanwhileIsShownARosterInstead() {
        Log log = danComes()
                .noticed(15, "bob", "USER_JOINED", "D", 8)
                .closed(20, "eve", "E")
                .opened(21, "eve", "E", false)
                .joined(22, "eve", "E", 8, "A", "B", "D", "E");
        assertEquals(0, found(log).comingsMissing());
    }

    @Test
    void whoIsOnANodeThatIsCutOffIsNotToBeToldInTime() {
        Log log = danComes().noticed(15, "bob", "USER_JOINED", "D", 8);
        assertEquals(0, log.check(Log.cutOff(Log.NODE, 16, 20)).changes().comingsMissing());
    }

    @Test
    void anotherNodeHasTimeToFindOutAndMoreWhereSomethingIsDoneToIt() {
        Log log = danComes()
                .noticed(15, "bob", "USER_JOINED", "D", 8)
                .without(entry -> entry.who().equals("eve"))
                .opened(1, "eve", "node1", "E", false)
                .joined(5, "eve", "E", 7, "A", "B", "E");
        assertEquals(1, found(log).comingsMissing());
        assertEquals(0, log.check(Log.disturbed("node1", 16, 17)).changes().comingsMissing());
        assertEquals(0, log.check(Log.disturbed(Log.NODE, 16, 17)).changes().comingsMissing());
        assertEquals(1, log.check(Log.disturbed("node2", 16, 17)).changes().comingsMissing());
        assertEquals(0, found(log.noticed(28, "eve", "USER_JOINED", "D", 8)).comingsMissing());
    }

    @Test
    void whoGoesAtOnceIsNotToBeToldOf() {
        assertEquals(1, found(danComes().left(17, "dan")).comingsDue(), "Eve alone");
    }

    private static Log adaLeaves() {
        return log().left(20, "ada").noticed(20.1, "bob", "USER_LEFT", "A", 8);
    }

    @Test
    void findsWhoWasNotToldWhoLeft() {
        Findings.Changes found = found(adaLeaves());
        assertEquals(2, found.goingsDue());
        assertEquals(1, found.goingsMissing(), "Eve");
        assertEquals(
                0, found(adaLeaves().noticed(21, "eve", "USER_LEFT", "A", 8)).goingsMissing());
    }

    @Test
    void findsWhoWasNotToldOfOneWhoLeftAndCameBack() {
        Log log = adaLeaves().asked(21, "ada", "A").joined(21, "ada", "A").noticed(21, "bob", "USER_JOINED", "A", 9);
        assertEquals(1, found(log).goingsMissing());
        assertEquals(
                1,
                log.check(Log.disturbed("", 19, 20)).changes().goingsMissing(),
                "they are on one node, which cannot have lost it");
        Log apart = new Log()
                .closed(3, "eve", "E")
                .opened(3, "eve", "node1", "E", false)
                .joined(5, "eve", "E", 3, "A", "B", "E")
                .left(20, "ada")
                .joined(21, "ada", "A");
        assertEquals(1, apart.check().changes().goingsMissing());
        assertEquals(
                0,
                apart.check(Log.disturbed("", 19, 20)).changes().goingsDue(),
                "a node that has lost a word asks for the whole, and sees no difference");
    }

    @Test
    void whoseConnectionBreaksAsItLeavesMayNotBeHeard() {
        assertEquals(0, found(log().left(20, "ada").closed(20, "ada", "A")).goingsDue());
    }
}
