package io.ringway.tests.chaos.check;

import static io.ringway.tests.chaos.check.Log.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is listed that is not there, and the other way round. */
class RostersTest {
    @Test
    void findsAGhostAndHowOldItIs() {
        Findings found = new Log()
                .closed(20, "eve", "E")
                .roster(25, "bob", "A", "B", "E")
                .roster(40, "bob", "A", "B", "E")
                .check();
        assertEquals(1, found.ghosts());
        assertEquals(20 * SECOND, found.longestGhost());
        assertEquals(List.of(40 * SECOND), found.wrongRosters());
    }

    @Test
    void findsAGhostThatNoClientEverHeardOf() {
        Findings found = new Log()
                .roster(20, "bob", "A", "B", "E", "X")
                .roster(40, "ada", "A", "B", "E", "X")
                .check();
        assertEquals(1, found.ghosts());
    }

    @Test
    void oneWhoMayStillComeBackIsNoGhost() {
        Findings found = new Log()
                .closed(20, "eve", "E")
                .roster(31, "bob", "A", "B", "E")
                .check();
        assertEquals(0, found.ghosts());
        assertEquals(11 * SECOND, found.longestGhost());
    }

    @Test
    void findsAGroupThatIsListedLargerThanItIs() {
        Findings found = new Log()
                .closed(20, "eve", "E")
                .counted(30, "bob", 3)
                .counted(55, "bob", 3)
                .counted(56, "bob", 2)
                .check();
        assertEquals(1, found.wrongCounts());
    }

    @Test
    void whoIsJustComingMayBeCountedOrNot() {
        Log log = new Log().opened(54, "dan", "D", false).joinedInPart(54.5, "dan", "D");
        assertEquals(0, log.counted(55, "bob", 3).counted(56, "bob", 4).check().wrongCounts());
        assertEquals(2, log.counted(57, "bob", 5).counted(57, "bob", 2).check().wrongCounts());
    }

    @Test
    void findsWhoIsNotListed() {
        Findings found = new Log()
                .roster(30, "bob", "A", "B")
                .roster(55, "bob", "A", "B")
                .check();
        assertEquals(1, found.missing(), "in the calm alone");
        assertEquals(List.of(30 * SECOND, 55 * SECOND), found.wrongRosters());
        assertFalse(found.examples().isEmpty());
    }
}
