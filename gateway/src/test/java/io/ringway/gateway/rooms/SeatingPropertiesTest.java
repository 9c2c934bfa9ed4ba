package io.ringway.gateway.rooms;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** Whatever the order of events: a room never has more members than it holds, and whoever asks is told once, in time. */
class SeatingPropertiesTest {
    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void holdsBetweenNodes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int nodes) {
        simulate(seed, nodes, 0, 0);
    }

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void holdsWhereMessagesAreLostOrComeTwice(@ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int nodes) {
        simulate(seed, nodes, 0.1, 0.1);
    }

    private static void simulate(long seed, int nodes, double lost, double doubled) {
        SeatingSimulation simulation = new SeatingSimulation(seed, nodes, lost, doubled);
        simulation.run(800);
        simulation.settle();
    }
}
