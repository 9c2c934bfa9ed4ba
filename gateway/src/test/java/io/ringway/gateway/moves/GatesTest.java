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
    private final Gates<String> gates = new Gates<>(OLD, Set.of(OLD, NEW, THIRD), taken::add);

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
}
