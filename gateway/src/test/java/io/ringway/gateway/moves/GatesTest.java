package io.ringway.gateway.moves;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.NodeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GatesTest {
    private static final NodeRef OLD = new NodeRef(1, 0);
    private static final NodeRef NEW = new NodeRef(2, 0);
    private static final NodeRef THIRD = new NodeRef(3, 0);

    private final List<String> taken = new ArrayList<>();
    private final Gates<String> gates = new Gates<>(OLD, NEW, Set.of(OLD, NEW, THIRD), taken::add);

    @Test
    void what_was_passed_on_does_not_come_again_straight_when_its_mark_was_waited_for_in_vain() {
        gates.forwarded(THIRD, "said");
        gates.giveUp();

        assertTrue(gates.isOpen());
        assertFalse(gates.isWhole());
        assertFalse(gates.straight(THIRD, "said"));
        assertEquals(List.of("said"), taken);
        assertTrue(gates.unmarked().contains(THIRD.id()));

        gates.marked(THIRD, true);
        assertTrue(gates.straight(THIRD, "later"));
        assertEquals(List.of("said", "later"), taken);
        assertFalse(gates.unmarked().contains(THIRD.id()));
    }

    @Test
    void what_waits_behind_a_mark_is_taken_when_nothing_more_is_waited_for_and_nothing_that_is_passed_on_after_that() {
        gates.marked(THIRD, true);
        gates.straight(THIRD, "second");
        gates.giveUp();
        gates.forwarded(THIRD, "first");

        assertEquals(List.of("second"), taken);
        assertEquals(Set.of(OLD.id(), NEW.id()), gates.unmarked());
    }

    @Test
    void nobody_waits_for_the_mark_of_a_node_that_is_gone() {
        gates.gone(THIRD);

        assertTrue(gates.isOpen());
        assertEquals(Set.of(OLD.id(), NEW.id()), gates.unmarked());
    }

    @Test
    void what_the_new_node_says_waits_for_all_others_and_what_may_still_come_by_the_old_one_for_that() {
        gates.last("third");
        gates.own("first");
        gates.own("second");
        gates.aimed(OLD, "passed on");
        List.of(NEW, OLD).forEach(node -> {
            gates.marked(node, true);
            gates.passed(node);
        });
        assertEquals(List.of("passed on"), taken);
        gates.passed(THIRD);
        gates.marked(THIRD, true);

        assertEquals(List.of("passed on", "first", "second", "third"), taken);
        assertTrue(gates.isWhole());
        gates.own("at once");
        gates.last("at once, too");
        assertEquals(6, taken.size());
    }

    @Test
    void what_the_new_node_says_waits_for_nobody_once_that_is_given_up() {
        gates.last("second");
        gates.own("first");
        gates.gone(OLD);

        assertEquals(List.of("first", "second"), taken);
        assertFalse(gates.isWhole());
    }

    @Test
    void a_flood_that_waits_is_waited_for_no_longer() {
        for (int i = 0; i <= Gates.MAX_HELD; i++) {
            gates.own(String.valueOf(i));
        }
        assertEquals(Gates.MAX_HELD + 1, taken.size());
        assertTrue(gates.isOpen());
        assertFalse(gates.isWhole());
    }

    @Test
    void what_comes_of_something_that_waited_goes_behind_what_waits() {
        List<String> told = new ArrayList<>();
        Gates<Runnable> here = new Gates<>(OLD, NEW, Set.of(OLD, NEW), Runnable::run);
        here.own(() -> here.own(() -> told.add("of the first")));
        here.own(() -> told.add("second"));
        here.giveUp();

        assertEquals(List.of("second", "of the first"), told);
    }
}
