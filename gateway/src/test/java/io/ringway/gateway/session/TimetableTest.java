package io.ringway.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimetableTest {
    private final Timetable<String> timetable = new Timetable<>();

    @Test
    void whatIsDueComesOnceTheEarliestFirst() {
        timetable.put(3_000, "late");
        timetable.put(1_000, "early");
        timetable.put(9_000, "later");

        assertEquals(List.of(), List.copyOf(timetable.due(999)));
        assertEquals(List.of("early", "late"), List.copyOf(timetable.due(3_000)));
        assertEquals(List.of(), List.copyOf(timetable.due(3_000)));
    }

    @Test
    void whatIsTakenOutIsNotDueAndLeavesNothingBehind() {
        timetable.put(1_000, "a");
        timetable.put(1_999, "b");
        timetable.take(1_000, "a");
        assertEquals(List.of("b"), List.copyOf(timetable.due(2_000)));

        timetable.take(1_999, "b");
        assertTrue(timetable.isEmpty());
    }
}
