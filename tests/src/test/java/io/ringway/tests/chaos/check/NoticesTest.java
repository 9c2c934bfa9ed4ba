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
