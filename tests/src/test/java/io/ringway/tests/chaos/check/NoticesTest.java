package io.ringway.tests.chaos.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.tests.chaos.log.Entry;
import org.junit.jupiter.api.Test;

/** What others are told of clients that are gone: not at all, twice, too early. */
class NoticesTest {
    private static Log gone() {
        return new Log().closed(20, "eve", "E");
    }

    @Test
    void findsWhoWasNotToldOfOneWhoIsGone() {
        Findings found = gone().gone(31, "bob", "E").check();
        assertEquals(2, found.noticesDue());
        assertEquals(1, found.noticesMissing());
    }

    @Test
    void findsWhoWasToldTwice() {
        Findings found = gone().gone(31, "bob", "E")
                .gone(31, "ada", "E")
                .gone(33, "ada", "E")
                .check();
        assertEquals(0, found.noticesMissing());
        assertEquals(1, found.noticesDoubled());
    }

    @Test
    void whoFindsNobodyInTheRosterOfAnotherNodeKnowsThatItIsGone() {
        Findings found = gone().gone(31, "bob", "E")
                .noticed(32, "ada", Entry.Noticed.NOT_FOUND, "E")
                .check();
        assertEquals(2, found.noticesDue());
        assertEquals(0, found.noticesMissing());
        assertEquals(0, found.noticesDoubled());
    }

    @Test
    void whoWasToldThatItIsHereAgainMayBeToldAgainThatItIsGone() {
        Findings found = gone().gone(31, "bob", "E")
                .gone(31, "ada", "E")
                .noticed(32, "ada", "USER_JOINED", "E")
                .gone(33, "ada", "E")
                .check();
        assertEquals(0, found.noticesDoubled());
        assertEquals(1, found.noticesAgain());
    }

    @Test
    void whoWasShownItInAListSinceMayBeToldAgainThatItIsGone() {
        Log log = gone().gone(31, "bob", "E").gone(31, "ada", "E").left(32, "ada");
        log.joined(33, "ada", "A", 9, "A", "B", "E").gone(34, "ada", "E");
        assertEquals(0, log.check().noticesDoubled());
        assertEquals(1, log.gone(35, "ada", "E").check().noticesDoubled());
    }

    /** Eve's node stands still from 20 s to 40 s: the others may miss her from then on. */
    private static Log onANodeThatHangs() {
        return new Log()
                .without(entry -> entry.who().equals("eve"))
                .opened(1, "eve", "node1", "E", false)
                .joined(2, "eve", "E")
                .closed(28, "eve", "E");
    }

    private static int wrong(Log log) {
        return log.check(Log.cutOff("node1", 20, 40)).noticesFalse();
    }

    @Test
    void whoseNodeHangsIsAwayBeforeItsClientKnows() {
        assertEquals(0, wrong(onANodeThatHangs().gone(35, "bob", "E").opened(37, "eve", "E", true)));
        assertEquals(1, wrong(onANodeThatHangs().gone(35, "bob", "E").opened(29, "eve", "E", true)));
        assertEquals(1, wrong(onANodeThatHangs().opened(32, "eve", "E", true).gone(35, "bob", "E")));
    }

    @Test
    void whoHasToJoinAgainIsBackWhenItHas() {
        Log late = onANodeThatHangs().opened(29, "eve", "E", false).gone(35, "bob", "E");
        assertEquals(0, wrong(late.joined(36, "eve", "E")));
        Log early = onANodeThatHangs().opened(29, "eve", "E", false).gone(35, "bob", "E");
        assertEquals(1, wrong(early.joined(29.5, "eve", "E")));
    }

    @Test
    void whoWasOnANodeThatHeardNobodyIsToldOfTheOthersWhatItSaw() {
        Log log = new Log()
                .closed(24, "bob", "B")
                .opened(30, "bob", "node1", "B", true)
                .gone(30, "bob", "E");
        assertEquals(1, log.check().noticesFalse());
        assertEquals(0, log.check(Log.cutOff(Log.NODE, 15, 22)).noticesFalse());
        assertEquals(
                1, log.gone(33, "bob", "A").check(Log.cutOff(Log.NODE, 15, 22)).noticesFalse());
    }

    @Test
    void findsWhoWasToldOfOneWhoCameBackInTime() {
        Findings found =
                gone().gone(22, "bob", "E").opened(24, "eve", "E", true).check();
        assertEquals(1, found.noticesFalse());
        assertEquals(0, found.noticesDue());
    }

    @Test
    void findsWhoWasToldOfOneWhoIsThere() {
        assertEquals(1, new Log().gone(22, "bob", "E").check().noticesFalse());
    }

    @Test
    void whoCameBackTooLateMayBeToldOf() {
        Findings found =
                gone().gone(31, "bob", "E").opened(34, "eve", "E", true).check();
        assertEquals(0, found.noticesFalse());
    }
}
