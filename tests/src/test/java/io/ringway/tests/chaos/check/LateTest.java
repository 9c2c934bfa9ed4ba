package io.ringway.tests.chaos.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.tests.chaos.log.Entries;
import io.ringway.tests.chaos.log.Entry;
import io.ringway.tests.chaos.log.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nodes that are behind: who leaves a group while others in it still wait for something has not missed that. */
class LateTest {
    private static final long SECOND = 1_000_000;
    private static final Rules RULES = new Rules(false, 10 * SECOND, 14 * SECOND, SECOND, 90 * SECOND, List.of());
    private static final Message MESSAGE = new Message("ada", 1);

    private static Entry.Opened opened(String who) {
        return new Entry.Opened(SECOND, who, "node0", who, false, false);
    }

    private static Entry.Joined joined(String who) {
        return new Entry.Joined(2 * SECOND, who, who, "g", true);
    }

    private static Entry.Received received(long at, String who) {
        return new Entry.Received(at * SECOND, who, "g", "ada", MESSAGE);
    }

    private static Entry.Noticed gone(long at, String who) {
        return new Entry.Noticed(at * SECOND, who, "g", "USER_DISCONNECTED", "ada");
    }

    /** Ada, Bob and Eve in one group, in which Ada says something at 20 s; her connection is lost at 30 s. Then what is given, by time. */
    private static Findings check(Entry... more) {
        List<Entry> entries = new ArrayList<>();
        for (String who : List.of("ada", "bob", "eve")) {
            entries.add(opened(who));
            entries.add(joined(who));
        }
        entries.add(new Entry.Sent(20 * SECOND, "ada", "ada", "g", MESSAGE));
        entries.add(new Entry.Acked(20 * SECOND, "ada", MESSAGE));
        entries.add(new Entry.Closed(30 * SECOND, "ada", "ada", 1006, ""));
        entries.addAll(List.of(more));
        entries.add(new Entry.Left(80 * SECOND, "bob", "nothing"));
        entries.sort(Comparator.comparingLong(Entry::at));
        return Checker.check(
                entries.stream().map(Entries::encode).map(Entries::decode).toList(), RULES);
    }

    private static Entry.Left left(long at) {
        return new Entry.Left(at * SECOND, "eve", "g");
    }

    @Test
    void whoLeavesWhileOthersWaitForAMessageHasNotMissedIt() {
        assertEquals(0, check(left(24), received(26, "bob"), gone(41, "bob")).lost());
    }

    @Test
    void whoLeavesAfterOthersHaveGotAMessageHasMissedIt() {
        assertEquals(1, check(left(28), received(26, "bob"), gone(41, "bob")).lost());
    }

    @Test
    void whoLeavesWhileOthersWaitToBeToldWhoIsGoneIsNotToBeTold() {
        Findings found = check(received(20, "eve"), left(46), received(20, "bob"), gone(48, "bob"));
        assertEquals(0, found.noticesMissing());
    }

    @Test
    void whoLeavesAfterOthersWereToldWhoIsGoneIsToBeTold() {
        Findings found = check(received(20, "eve"), left(49), received(20, "bob"), gone(48, "bob"));
        assertEquals(1, found.noticesMissing());
    }

    @Test
    void whatWasNotHeardBeforeAGapIsCoveredThoughAnotherWasHeardMeanwhile() {
        Message other = new Message("bob", 1);
        Findings found = check(
                new Entry.Sent(23 * SECOND, "bob", "bob", "g", other),
                new Entry.Received(24 * SECOND, "eve", "g", "bob", other),
                new Entry.Gap(25 * SECOND, "eve", "g"),
                received(20, "bob"));
        assertEquals(0, found.lost());
        assertEquals(1, found.missedInGaps());
    }
}
