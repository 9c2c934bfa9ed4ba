package io.ringway.gateway.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Groups that are kept no longer, because the last node is gone that had them in its configuration. */
class HistorySwitchedOffTest {
    private static final Group GROUP = new Group(new Tenant("t"), "g");
    private final HistoryNodes nodes = new HistoryNodes(new HistoryPolicy(100, 600_000, 1 << 20), 1, 2);

    private void switchOff() {
        nodes.nodes.values().forEach(node -> node.forget(group -> group.equals(GROUP)));
    }

    @Test
    void whoeverWaitsIsToldSo() {
        List<Object> told = new ArrayList<>();
        nodes.drop = any -> true;
        Histories node = nodes.node(1);
        Draft draft = HistoryNodes.draft(GROUP, "one");
        for (Histories one : nodes.nodes.values()) {
            one.publish(nodes.now, GROUP, draft, told::add);
            one.follow(nodes.now, GROUP, told::add);
            one.fetch(nodes.now, GROUP, new Query.Before(9, 9), page -> told.add("page " + page));
        }
        switchOff();
        assertEquals(6, told.size(), told::toString);
        assertEquals(List.of(new Outcome.Unknown(), false, "page null"), told.subList(0, 3));
        nodes.elapse(20_000);
        assertFalse(node.follows(GROUP));
        assertEquals(0, node.messages());
    }

    @Test
    void aPositionOfBeforeHidesNothingThatWasSaidMeanwhile() {
        Position before = placed("one");
        switchOff();
        Position after = placed("two");
        assertNotEquals(before.epoch(), after.epoch());
        List<Page> pages = new ArrayList<>();
        nodes.node(2).fetch(nodes.now, GROUP, new Query.Since(before), page -> pages.add(Objects.requireNonNull(page)));
        nodes.settle();
        assertFalse(pages.getFirst().gapless());
    }

    private Position placed(String text) {
        return assertInstanceOf(
                        Outcome.Placed.class, nodes.publish(1, GROUP, text).getFirst())
                .position();
    }
}
