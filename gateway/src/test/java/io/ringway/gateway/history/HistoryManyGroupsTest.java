package io.ringway.gateway.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A node that writes many groups, and has to claim all of them anew as it was cut off for a moment. */
class HistoryManyGroupsTest {
    private static final int GROUPS = 5_000;
    private static final int SPOKEN_IN = 300;
    private static final List<Group> ALL = IntStream.range(0, GROUPS)
            .mapToObj(i -> new Group(new Tenant("t"), "g" + i))
            .toList();

    private final HistoryNodes nodes = new HistoryNodes(new HistoryPolicy(5, 600_000, 1 << 20), 1);

    private void writeAll() {
        for (int i = 0; i < GROUPS; i++) {
            if (i % 100 == 0) {
                nodes.elapse(100);
            }
            assertInstanceOf(
                    Outcome.Placed.class, nodes.publish(1, ALL.get(i), "before").getFirst());
        }
        nodes.elapse(3_000);
    }

    private void cutOff(long millis) {
        nodes.node(1).fence(nodes.now, true);
        nodes.elapse(millis);
        nodes.node(1).fence(nodes.now, false);
    }

    /** As a node does: one a second. */
    private void tick() {
        nodes.now += 1_000;
        nodes.node(1).tick(nodes.now);
        nodes.settle();
    }

    /** Quiet groups used up what a node may claim, and submissions were given up before the last had its turn. */
    @Test
    void whatIsSaidInTheLastOfManyGroupsIsTakenBeforeAllOfThemAreClaimed() {
        writeAll();
        cutOff(3_000);
        tick();
        tick();

        Group last = ALL.getLast();
        List<Outcome> outcomes = nodes.publish(1, last, "after");

        assertEquals(1, outcomes.size(), "waits behind quiet groups");
        assertInstanceOf(Outcome.Placed.class, outcomes.getFirst());
        assertTrue(nodes.node(1).written() < GROUPS / 2, "all were claimed by then");
    }

    @Test
    void groupsThatAreSpokenInAreClaimedBeforeQuietOnes() {
        writeAll();
        cutOff(3_000);
        tick();

        List<Outcome> outcomes = new ArrayList<>();
        for (Group one : ALL.subList(GROUPS - SPOKEN_IN, GROUPS)) {
            nodes.node(1).publish(nodes.now, one, HistoryNodes.draft(one, "after"), outcomes::add);
        }
        nodes.settle();
        for (int second = 0; second < 3; second++) {
            tick();
        }

        assertEquals(SPOKEN_IN, outcomes.size());
        outcomes.forEach(outcome -> assertInstanceOf(Outcome.Placed.class, outcome));
    }

    @Test
    void whileANodeIsCutOffQuietGroupsAreLookedAtNowAndThenOnly() {
        writeAll();
        nodes.node(1).fence(nodes.now, true);
        nodes.elapse(100);
        long[] looks = {0};
        nodes.timeOfDay = () -> {
            looks[0]++;
            return nodes.now;
        };

        nodes.elapse(2_000);

        assertTrue(looks[0] <= 2 * GROUPS, looks[0] + " looks");
    }
}
