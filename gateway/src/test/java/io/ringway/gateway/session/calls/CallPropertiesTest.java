package io.ringway.gateway.session.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.session.calls.CallSimulation.Faults;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whatever the order of events: each party that was told of a call is told one end and nothing after it, at most one
 * connection wins, the caller's candidates arrive in order, and nothing is left in any table. And once the news of what became
 * of nodes is through, who is in a call is in it with the other, who is in it, too.
 *
 * <p>The build plays the same runs each time; others are played on demand, and one that fails becomes a test.
 */
class CallPropertiesTest {
    private static final Logger LOG = LoggerFactory.getLogger(CallPropertiesTest.class);

    /** Steps of each run; {@code -Dcalls.steps} says how many, for a night. */
    private static final int STEPS = Integer.getInteger("calls.steps", 600);

    /** Steps of the one long run, and its seed where it is to be repeated. */
    private static final int LONG_STEPS = Integer.getInteger("calls.run", 6_000);

    private static long started;
    private static long runsOfBackends;
    private static long reunions;
    private static long runsOfDeaths;

    private static final long LONG_SEED = Long.getLong("calls.seed", 1790);

    @Property(tries = 100, seed = "1791", shrinking = ShrinkingMode.OFF)
    void holdsOnOneNode(@ForAll long seed) {
        assertEquals(List.of(), simulate(seed, 1, Faults.NONE).crowd().refusals());
    }

    @Property(tries = 100, seed = "1792", shrinking = ShrinkingMode.OFF)
    void holdsBetweenNodes(@ForAll long seed, @ForAll @IntRange(min = 2, max = 4) int nodes) {
        simulate(seed, nodes, Faults.NONE);
    }

    @Property(tries = 100, seed = "1793", shrinking = ShrinkingMode.OFF)
    void holdsWhereMessagesAreLostOrComeTwice(@ForAll long seed, @ForAll @IntRange(min = 2, max = 4) int nodes) {
        simulate(seed, nodes, new Faults(0.1, 0.1, 0, false, false));
    }

    @Property(tries = 100, seed = "1794", shrinking = ShrinkingMode.OFF)
    void holdsWhereNodesDie(@ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int nodes) {
        simulate(seed, nodes, new Faults(0, 0, 0, true, false));
    }

    @Property(tries = 100, seed = "1795", shrinking = ShrinkingMode.OFF)
    void holdsWhereSessionsLoseTheirSocketsAndWander(@ForAll long seed, @ForAll @IntRange(min = 2, max = 4) int nodes) {
        simulate(seed, nodes, new Faults(0, 0, 0, false, true));
    }

    @Property(tries = 150, seed = "1796", shrinking = ShrinkingMode.OFF)
    void holdsWhereSessionsOutliveTheirNodes(@ForAll long seed, @ForAll @IntRange(min = 3, max = 6) int nodes) {
        simulate(seed, nodes, new Faults(0.02, 0.02, 5_000, true, true));
    }

    @Property(tries = 60, seed = "1797", shrinking = ShrinkingMode.OFF)
    void holdsWhereABackendBeginsCalls(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int nodes) {
        startedIn(new CallSimulation(seed, nodes, Faults.NONE).crowd(nodes * 4).withBackend());
    }

    @Property(tries = 60, seed = "1798", shrinking = ShrinkingMode.OFF)
    void holdsWhereABackendBeginsCallsAndNodesDie(@ForAll long seed, @ForAll @IntRange(min = 3, max = 6) int nodes) {
        Faults faults = new Faults(0.02, 0.02, 5_000, true, true);
        startedIn(new CallSimulation(seed, nodes, faults).crowd(nodes * 4).withBackend());
    }

    @Property(tries = 100, seed = "1799", shrinking = ShrinkingMode.OFF)
    void whoIsInACallIsInItWithTheOtherWhereNodesDie(@ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int nodes) {
        simulate(seed, nodes, new Faults(0, 0, 5_000, true, true));
    }

    @Property(tries = 150, seed = "1800", shrinking = ShrinkingMode.OFF)
    void whoIsInACallIsInItWithTheOtherWhereNodesReturn(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int nodes) {
        CallSimulation simulation = new CallSimulation(seed, nodes, new Faults(0, 0, 5_000, true, true))
                .crowd(nodes * 4)
                .withOutages();
        simulation.run(STEPS);
        simulation.settle();
        simulation.check();
    }

    /** Where both were on the node that dies no other had a part in it. */
    @Property(tries = 100, seed = "1801", shrinking = ShrinkingMode.OFF)
    void aCallGoesOnWhereBothComeBackFromANodeThatHasDied(
            @ForAll long seed, @ForAll @IntRange(min = 3, max = 5) int nodes) {
        CallSimulation simulation =
                new CallSimulation(seed, nodes, new Faults(0, 0, 5_000, false, true)).crowd(nodes * 4);
        simulation.run(STEPS);
        simulation.reunions.loseAndComeBack();
        simulation.settle();
        simulation.check();
        reunions += simulation.reunions.met();
        runsOfDeaths++;
    }

    /** A ring that was over came again, a caller was not told who had answered, an end was told by who had given the call away. */
    @ParameterizedTest
    @CsvSource({"8132, 2", "8147, 5", "8369, 3", "9041, 3", "9418, 4", "9462, 4", "9424, 2", "1394, 4"})
    void whoIsInACallIsInItWithTheOtherInRunsThatHaveFailed(long seed, int nodes) {
        whoIsInACallIsInItWithTheOtherWhereNodesReturn(seed, nodes);
    }

    private static void startedIn(CallSimulation simulation) {
        simulation.run(STEPS);
        simulation.settle();
        simulation.check();
        runsOfBackends++;
        started += simulation.crowd().count(story -> story.started);
    }

    /** Where nodes die, there are runs in which every caller is gone before. */
    @AfterContainer
    static void callsWereStartedAndWentOn() {
        assertTrue(started > 0 || runsOfBackends == 0, "nobody ever started a call");
        LOG.info("{} calls went on of which both were on a node that died", reunions);
        assertTrue(reunions > 0 || runsOfDeaths == 0, "nobody ever came back to a call with both on a node that died");
    }

    /** Nodes die, others take their places, and nothing of what went before is forgotten. */
    @Test
    void holdsInOneLongRunWhereNodesDieAndOthersCome() {
        long start = System.nanoTime();
        CallSimulation simulation =
                new CallSimulation(LONG_SEED, 5, new Faults(0.02, 0.02, 5_000, true, true)).crowd(20);
        String run = LONG_STEPS + " steps of seed " + LONG_SEED;
        try {
            simulation.run(LONG_STEPS);
            simulation.settle();
            simulation.check();
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError("In " + run + ": " + failure.getMessage(), failure);
        }
        assertTrue(simulation.kills() > 0, () -> "no node died in " + run);
        LOG.info(
                "{}: {} calls, {} answered, {} nodes died, {} s",
                run,
                simulation.crowd().calls(),
                simulation.crowd().answered(),
                simulation.kills(),
                (System.nanoTime() - start) / 1_000_000_000);
    }

    private static CallSimulation simulate(long seed, int nodes, Faults faults) {
        CallSimulation simulation = new CallSimulation(seed, nodes, faults).crowd(nodes * 4);
        simulation.run(STEPS);
        simulation.settle();
        simulation.check();
        assertTrue(simulation.crowd().count(story -> story.accepted) > 0, "nobody ever accepted");
        return simulation;
    }
}
