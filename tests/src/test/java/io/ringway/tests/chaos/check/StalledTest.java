package io.ringway.tests.chaos.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.tests.chaos.log.Entries;
import io.ringway.tests.chaos.log.Entry;
import io.ringway.tests.chaos.log.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client that does not read does not know whether it is still connected, and what it is said to miss follows from that. */
class StalledTest {
    private static final long SECOND = 1_000_000;
    private static final Rules RULES = new Rules(false, 10 * SECOND, 14 * SECOND, SECOND, 90 * SECOND, List.of());
    private static final Message MESSAGE = new Message("ada", 1);

    private static Entry.Opened opened(long at, String who, String cid, boolean recovered) {
        return new Entry.Opened(at * SECOND, who, "node0", cid, recovered, recovered);
    }

    private static Entry.Joined joined(long at, String who, String cid) {
        return new Entry.Joined(at * SECOND, who, cid, "g", true);
    }

    private static Entry.Closed slow(long at, String cid) {
        return new Entry.Closed(at * SECOND, "eve", cid, 4202, "slow_consumer");
    }

    private static Entry.Noticed gone(long at) {
        return new Entry.Noticed(at * SECOND, "ada", "g", "USER_DISCONNECTED", "E");
    }

    /** Ada and Eve in one group. Eve does not read from 20 s on, and Ada says something at 25 s. Then what is given, by time. */
    private static Findings check(Entry... more) {
        List<Entry> entries = new ArrayList<>(List.of(
                opened(1, "ada", "A", false),
                joined(2, "ada", "A"),
                opened(1, "eve", "E", false),
                joined(2, "eve", "E"),
                new Entry.Stalled(20 * SECOND, "eve"),
                new Entry.Sent(25 * SECOND, "ada", "A", "g", MESSAGE),
                new Entry.Acked(25 * SECOND, "ada", MESSAGE)));
        entries.addAll(List.of(more));
        entries.add(new Entry.Left(60 * SECOND, "ada", "nothing"));
        entries.sort(Comparator.comparingLong(Entry::at));
        return Checker.check(
                entries.stream().map(Entries::encode).map(Entries::decode).toList(), RULES);
    }

    @Test
    void whatWasSaidToWhoDidNotReadIsMissedInAGapThatIsTold() {
        // What it reads at first is older: it had waited.
        Entry.Noticed older = new Entry.Noticed(29 * SECOND, "eve", "g", "USER_JOINED", "A");
        Findings found = check(older, slow(30, "E"), opened(31, "eve", "E", false), joined(32, "eve", "E"));
        assertEquals(0, found.lost());
        assertEquals(1, found.missedInGaps());
    }

    @Test
    void whatWaitedAsItStoppedReadingIsMissedInThatGapToo() {
        Message first = new Message("bob", 1);
        Message second = new Message("bob", 2);
        Findings found = check(
                new Entry.Sent(10 * SECOND, "bob", "B", "g", first),
                new Entry.Received(18 * SECOND, "eve", "g", "B", first),
                new Entry.Received(18 * SECOND, "ada", "g", "B", first),
                new Entry.Sent(15 * SECOND, "bob", "B", "g", second),
                new Entry.Acked(15 * SECOND, "bob", second),
                new Entry.Received(19 * SECOND, "ada", "g", "B", second),
                slow(30, "E"),
                opened(31, "eve", "E", false),
                joined(32, "eve", "E"));
        assertEquals(0, found.lost());
        assertEquals(2, found.missedInGaps());
    }

    @Test
    void findsWhatWasLostOfWhoDidNotReadThoughTheServerSaidThatNothingWas() {
        assertEquals(1, check(slow(30, "E"), opened(31, "eve", "E", true)).lost());
    }

    @Test
    void whatIsGivenToWhoReadsAgainIsNotLost() {
        Entry.Received late = new Entry.Received(31 * SECOND, "eve", "g", "A", MESSAGE);
        assertEquals(0, check(slow(30, "E"), opened(31, "eve", "E", true), late).lost());
    }

    @Test
    void whoReadsAgainInTimeIsAMemberAsBefore() {
        Entry.Hears again = new Entry.Hears(26 * SECOND, "eve");
        assertEquals(1, check(again).lost());
        Entry.Received late = new Entry.Received(26 * SECOND, "eve", "g", "A", MESSAGE);
        assertEquals(0, check(again, late).lost());
        assertEquals(1, check(again, late, gone(50)).noticesFalse());
    }

    @Test
    void whoNeverReadsAgainMayBeToldAsGone() {
        Findings found = check(gone(36));
        assertEquals(0, found.noticesFalse());
        assertEquals(0, found.lost());
    }

    @Test
    void findsWhoWasToldAsGoneAndReadAgainInTime() {
        assertEquals(
                1, check(gone(28), slow(28, "E"), opened(29, "eve", "E", true)).noticesFalse());
    }

    @Test
    void findsWhoWasToldAsGoneBeforeItStoppedReading() {
        assertEquals(1, check(gone(19)).noticesFalse());
    }
}
