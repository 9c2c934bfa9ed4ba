package io.ringway.gateway.session.meetings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.session.meetings.Attendance.Change;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttendanceTest {
    private static final UserId ADA = new UserId(new Tenant("demo"), "ada");
    private static final UserId BOB = new UserId(new Tenant("demo"), "bob");
    private static final String SESSION = "s1";

    private final Attendance attendance = new Attendance();

    private static Cid cid(int number) {
        return new Cid(new NodeRef(1, 0), number, 7);
    }

    private Attendance.Turn next() {
        return Objects.requireNonNull(attendance.next(SESSION));
    }

    @Test
    void whoComesAndGoesATenThousandTimesIsOneUserToBeWritten() {
        attendance.came(BOB, cid(0), 0);
        for (int i = 1; i <= 10_000; i++) {
            attendance.came(ADA, cid(i), 10L * i);
            attendance.left(ADA, cid(i), 10L * i + 4);
        }
        assertEquals(2, attendance.size());
        assertEquals(List.of(new Change.Came(cid(0), 0)), next().changes());
        assertEquals(List.of(new Change.Visit(cid(1), 10, 100_004, 40_000)), next().changes());
        assertNull(attendance.next(SESSION));
    }

    @Test
    void timesThatOverlapCountOnce() {
        attendance.came(ADA, cid(1), 0);
        attendance.came(ADA, cid(2), 50);
        attendance.left(ADA, cid(1), 100);
        attendance.left(ADA, cid(2), 120);
        attendance.came(ADA, cid(3), 200);
        attendance.left(ADA, cid(3), 210);
        assertEquals(List.of(new Change.Visit(cid(1), 0, 210, 130)), next().changes());
    }

    @Test
    void whatTheStoreDidNotTakeIsWrittenAgainAsItIsByThen() {
        attendance.came(ADA, cid(1), 1);
        attendance.came(ADA, cid(2), 2);
        Attendance.Turn lost = next();
        assertTrue(attendance.isEmpty());
        attendance.left(ADA, cid(2), 9);
        attendance.failed(lost, Set.of(cid(1)));
        assertEquals(
                Set.of(
                        new Change.Came(cid(1), 1),
                        new Change.Left(cid(2), SESSION, 9),
                        new Change.Visit(cid(2), 2, 9, 7)),
                Set.copyOf(next().changes()));
        attendance.left(ADA, cid(1), 20);
        assertEquals(List.of(new Change.Left(cid(1), SESSION, 20)), next().changes());
    }

    @Test
    void whoMovesToAnotherNodeLeavesNothingBehindButTheTimeItWasHere() {
        attendance.came(ADA, cid(1), 1);
        attendance.moved(ADA, cid(1), 5);
        assertEquals(List.of(new Change.Visit(cid(1), 1, 5, 4)), next().changes());
        attendance.came(ADA, cid(2), 6);
        next();
        attendance.moved(ADA, cid(2), 8);
        assertTrue(attendance.isEmpty());
    }

    @Test
    void allWhoAreHereAreWrittenIntoAnotherSession() {
        attendance.came(ADA, cid(1), 1);
        next();
        attendance.came(BOB, cid(2), 3);
        attendance.again(Map.of(cid(1), ADA, cid(2), BOB), "s2", 7);
        assertEquals(2, attendance.size());
        attendance.again(Map.of(cid(1), ADA, cid(2), BOB), "s2", 9);
        assertEquals(
                List.of(new Change.Came(cid(2), 3)),
                Objects.requireNonNull(attendance.next("s2")).changes());
        assertEquals(
                List.of(new Change.Came(cid(1), 7)),
                Objects.requireNonNull(attendance.next("s2")).changes());
        attendance.again(Map.of(cid(1), ADA, cid(2), BOB), "s2", 9);
        assertTrue(attendance.isEmpty());
    }
}
