package io.ringway.gateway.calls;

import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever the order of events: each party that was told of a call is told one end and nothing after it, at most one
 * connection wins, the caller's candidates arrive in order, and nothing is left in any table.
 */
class CallPropertiesTest {
    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void holdsOnOneNode(@ForAll long seed) {
        simulate(seed, 1, 0, 0);
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void holdsBetweenNodes(@ForAll long seed, @ForAll @IntRange(min = 2, max = 4) int nodes) {
        simulate(seed, nodes, 0, 0);
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void holdsWhereMessagesAreLostOrComeTwice(@ForAll long seed, @ForAll @IntRange(min = 2, max = 4) int nodes) {
        simulate(seed, nodes, 0.1, 0.1);
    }

    private static void simulate(long seed, int nodes, double lost, double doubled) {
        CallSimulation simulation = new CallSimulation(seed, nodes, lost, doubled);
        simulation.run(600);
        simulation.settle();
        simulation.check();
        assertTrue(simulation.accepted() > 0, "nobody ever accepted");
    }
}
