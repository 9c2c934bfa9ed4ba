package io.ringway.gateway.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SteadyTimeTest {
    private static final long HOUR = 3_600_000;

    @Test
    void goesOnWhereTheTimeOfDayIsSetBack() {
        SteadyTime steady = new SteadyTime();
        assertEquals(1_000, steady.at(1_000));
        assertEquals(1_500, steady.at(1_500));
        assertEquals(1_500, steady.at(1_500 - HOUR));
        assertEquals(1_700, steady.at(1_700 - HOUR));
        assertEquals(1_700 + HOUR, steady.at(1_700), "set forth, it goes along");
    }

    /** Of what was said, not of what is waited for: the two clocks are an hour apart here. */
    @Test
    void messagesAreOfTheTimeOfDay() {
        Group group = new Group(new Tenant("t"), "g");
        HistoryNodes nodes = new HistoryNodes(new HistoryPolicy(100, 60_000, 1 << 20), 1);
        nodes.timeOfDay = () -> nodes.now - HOUR;
        assertInstanceOf(Outcome.Placed.class, nodes.publish(1, group, "hello").getFirst());
        nodes.elapse(50_000);
        List<Page> pages = new ArrayList<>();
        nodes.node(1)
                .fetch(
                        nodes.now,
                        group,
                        new Query.Before(Long.MAX_VALUE, 1),
                        page -> pages.add(Objects.requireNonNull(page)));
        nodes.settle();
        assertEquals(1_000_000 - HOUR, pages.getFirst().messages().getFirst().at());
        nodes.elapse(20_000);
        assertEquals(0, nodes.node(1).messages(), "as old as the time of day makes them");
        assertTrue(nodes.delivered.isEmpty());
    }
}
