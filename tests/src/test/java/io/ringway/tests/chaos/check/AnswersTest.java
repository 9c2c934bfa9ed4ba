package io.ringway.tests.chaos.check;

import static io.ringway.tests.chaos.check.Log.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.tests.chaos.log.Entry;
import org.junit.jupiter.api.Test;

/** Requests that nobody answers, and those that need no answer any more. */
class AnswersTest {
    private static Entry.Waited waited(long from, long to, boolean answered) {
        return new Entry.Waited(to * SECOND, "bob", "Members", from * SECOND, answered);
    }

    private static Findings.Answers found(Log log) {
        return log.check().answers();
    }

    @Test
    void findsARequestThatWasNeverAnsweredThoughItsConnectionIsThere() {
        assertEquals(1, found(new Log().with(waited(20, 60, false))).never());
        assertEquals(0, found(new Log().with(waited(20, 60, true))).never());
    }

    @Test
    void whatWasJustAskedAsAllEndsMayBeOnItsWay() {
        assertEquals(0, found(new Log().with(waited(52, 60, false))).never());
    }

    @Test
    void whatWasAskedJustBeforeTheConnectionBrokeIsLostWithIt() {
        Log log =
                new Log().closed(25, "bob", "B").opened(40, "bob", "B2", false).with(waited(20, 40, false));
        assertEquals(0, found(log).never());
    }

    @Test
    void findsARequestThatWasNotAnsweredForLongBeforeTheConnectionBroke() {
        Log log =
                new Log().closed(45, "bob", "B").opened(50, "bob", "B2", false).with(waited(20, 50, false));
        assertEquals(1, found(log).never());
    }

    @Test
    void findsARequestThatWasNotAnsweredWhenTheSessionWentOn() {
        Log log = new Log().closed(25, "bob", "B").opened(27, "bob", "B", true).with(waited(20, 60, false));
        assertEquals(1, found(log).never());
    }

    @Test
    void aNodeThatStandsStillAnswersNobody() {
        Log log =
                new Log().closed(51, "bob", "B").opened(52, "bob", "B2", false).with(waited(20, 52, false));
        assertEquals(0, log.check(Log.cutOff(Log.NODE, 20, 50)).answers().never());
        assertEquals(1, log.check(Log.cutOff("node1", 20, 50)).answers().never());
    }

    @Test
    void whoDoesNotReadIsNotWaiting() {
        Log log = new Log().with(new Entry.Stalled(21 * SECOND, "bob")).with(waited(20, 60, false));
        assertEquals(0, found(log).never());
    }

    @Test
    void tellsHowManyWereAnsweredAndHowLongThatTook() {
        Findings.Answers found = found(new Log()
                .with(waited(20, 27, true))
                .with(new Entry.Tally(60 * SECOND, "ada", 10, 2, 1, 0))
                .with(new Entry.Tally(60 * SECOND, "bob", 5, 0, 0, 1)));
        assertEquals(15, found.answered());
        assertEquals(2, found.lost());
        assertEquals(1, found.open());
        assertEquals(1, found.again());
        assertEquals(7 * SECOND, found.longest());
    }
}
