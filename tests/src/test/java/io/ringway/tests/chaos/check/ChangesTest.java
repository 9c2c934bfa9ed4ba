package io.ringway.tests.chaos.check;

import static io.ringway.tests.chaos.check.Log.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.tests.chaos.log.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Bob is told of who comes and who leaves, against what he was told before: a version left out, somebody told twice. */
class ChangesTest {
    /** Bob has joined again, and knows the group as it is with version 7. */
    private static Log bobKnows() {
        return new Log().left(3, "bob").joined(4, "bob", "B", 7, "A", "B", "E");
    }

    /** Dan has come at 15 s, which Bob was told with version 8. */
    private static Log danCame() {
        return bobKnows()
                .opened(14, "dan", "D", false)
                .asked(14, "dan", "D")
                .joined(15, "dan", "D")
                .noticed(15.2, "bob", "USER_JOINED", "D", 8);
    }

    private static Findings.Changes found(Log log) {
        return log.check().changes();
    }

    @Test
    void whatComesInItsOrderIsRight() {
        Findings.Changes found = found(danCame()
                .left(20, "dan")
                .noticed(20.1, "bob", "USER_LEFT", "D", 9)
                .roster(21, "bob", 9, "A", "B", "E"));
        assertEquals(2, found.numbered());
        assertEquals(1, found.rosters());
        assertEquals(0, found.holes() + found.others() + found.doubled() + found.wrong());
    }

    @Test
    void findsAVersionThatWasLeftOut() {
        assertEquals(
                1, found(danCame().noticed(16, "bob", "USER_UPDATED", "A", 10)).holes());
        assertEquals(
                0, found(danCame().noticed(16, "bob", "USER_UPDATED", "A", 9)).holes());
    }

    @Test
    void findsAVersionThatWasLeftOutThoughMessagesWereSaidToBeMissing() {
        Log log = danCame().gap(16, "bob").noticed(16.5, "bob", "USER_UPDATED", "A", 10);
        assertEquals(1, found(log).holes(), "a gap is about messages, and not about the roster");
    }

    @Test
    void findsThatARosterIsAheadOfWhatWasTold() {
        assertEquals(1, found(danCame().roster(20, "bob", 9, "A", "B", "E")).holes());
    }

    @Test
    void findsARosterThatIsNotWhatWasTold() {
        assertEquals(1, found(danCame().roster(20, "bob", 8, "A", "B", "E")).others());
        assertEquals(
                0, found(danCame().roster(20, "bob", 8, "A", "B", "E", "D")).others());
    }

    @Test
    void findsAChangeThatWasToldTwice() {
        assertEquals(
                1, found(danCame().noticed(16, "bob", "USER_JOINED", "D", 8)).doubled());
    }

    @Test
    void findsWhoWasToldTwiceToHaveCome() {
        assertEquals(
                1, found(danCame().noticed(16, "bob", "USER_JOINED", "D", 9)).doubled());
        Log again = danCame()
                .left(20, "dan")
                .noticed(20.1, "bob", "USER_LEFT", "D", 9)
                .joined(21, "dan", "D")
                .noticed(21.1, "bob", "USER_JOINED", "D", 10);
        assertEquals(0, found(again).doubled());
    }

    @Test
    void findsWhoWasToldTwiceToHaveGone() {
        Log log = danCame().left(20, "dan").noticed(20.1, "bob", "USER_LEFT", "D", 9);
        assertEquals(0, found(log).doubled());
        assertEquals(1, found(log.noticed(20.2, "bob", "USER_LEFT", "D", 10)).doubled());
    }

    @Test
    void afterTheLossOfItsSessionAClientKnowsNothingUntilItHasJoinedAgain() {
        Log log = danCame().closed(20, "bob", "B").opened(21, "bob", "B", false);
        // What was kept of the session.
        log.noticed(21, "bob", "USER_UPDATED", "A", 12).joined(22, "bob", "B", 30, "A", "B", "E", "D");
        assertEquals(0, found(log).holes());
        assertEquals(1, found(log.noticed(23, "bob", "USER_UPDATED", "A", 32)).holes());
    }

    @Test
    void aSessionThatGoesOnMissesNoVersion() {
        Log log = danCame().closed(20, "bob", "B").opened(21, "bob", "B", true);
        assertEquals(1, found(log.noticed(22, "bob", "USER_UPDATED", "A", 10)).holes());
    }

    @Test
    void aSessionThatHasMovedBeginsWithTheRosterOfItsNewNode() {
        Log log = danCame().closed(20, "bob", "B").moved(21, "bob", "node1", "B");
        log.noticed(21.5, "bob", "USER_UPDATED", "A", 12)
                .with(new Entry.Roster(22 * SECOND, "bob", "g", List.of("A"), Entry.NO_VERSION))
                .roster(23, "bob", 3, "A", "B", "E", "D");
        Findings.Changes found = found(log.noticed(24, "bob", "USER_UPDATED", "A", 4));
        assertEquals(0, found.holes() + found.others() + found.doubled());
        assertEquals(1, found(log.noticed(25, "bob", "USER_UPDATED", "A", 6)).holes());
    }

    @Test
    void whoHasLeftIsToldOfNobody() {
        Log log = danCame().left(20, "bob").noticed(21, "bob", "USER_UPDATED", "A", 12);
        assertEquals(0, found(log).holes());
    }

    private static Entry.Steps steps(long since, long version, List<String> came) {
        return new Entry.Steps(20 * SECOND, "bob", "g", since, version, came, List.of());
    }

    @Test
    void manyChangesAtOnceGoOnFromTheVersionThatTheClientHas() {
        Findings.Changes found = found(
                danCame().with(steps(8, 11, List.of("X", "Y"))).roster(21, "bob", 11, "A", "B", "D", "E", "X", "Y"));
        assertEquals(0, found.holes() + found.others() + found.doubled());
        assertEquals(1, found(danCame().with(steps(9, 11, List.of("X")))).holes());
        assertEquals(1, found(danCame().with(steps(8, 11, List.of("D")))).doubled());
    }

    @Test
    void inAVeryLargeGroupNobodyIsToldWhoComesUntilItIsSmallerAgain() {
        Findings.Changes found = found(danCame()
                .with(new Entry.Sized(20 * SECOND, "bob", "g", 40, true))
                .with(new Entry.Sized(21 * SECOND, "bob", "g", 60, false))
                .roster(22, "bob", 60, "A", "B")
                .noticed(23, "bob", "USER_LEFT", "A", 61));
        assertEquals(0, found.holes() + found.others() + found.doubled());
        Log back = danCame().with(new Entry.Sized(20 * SECOND, "bob", "g", 7, true));
        assertEquals(1, found(back).doubled(), "a count of before");
    }

    @Test
    void whoDoesNotReadIsToldAllTheSame() {
        Log log = danCame()
                .with(new Entry.Stalled(20 * SECOND, "bob"))
                .with(new Entry.Hears(30 * SECOND, "bob"))
                .noticed(30.1, "bob", "USER_UPDATED", "A", 9);
        assertEquals(0, found(log).holes());
        assertEquals(1, found(log.noticed(30.2, "bob", "USER_UPDATED", "A", 11)).holes());
    }
}
