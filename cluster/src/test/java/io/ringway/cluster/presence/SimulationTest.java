package io.ringway.cluster.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.presence.SimStandstills.What;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Seeds of random trouble. {@code -Dringway.sim.seed=N} runs one seed, {@code -Dringway.sim.seeds} and {@code
 * -Dringway.sim.steps} say how many and how long; a step is 20 ms of simulated time.
 */
class SimulationTest {
    private static final int ENOUGH = 250;
    /** Shared among the kinds of what happens. */
    private static final int SEEDS = Integer.getInteger("ringway.sim.seeds", ENOUGH);

    private static final int STEPS = Integer.getInteger("ringway.sim.steps", 2_000);

    @Test
    void agreesWithTheTruthAfterAnyTrouble() {
        Long only = Long.getLong("ringway.sim.seed");
        if (only != null) {
            List.of(Simulation.Kind.values()).forEach(kind -> run(only, kind));
            return;
        }
        run(28, Simulation.Kind.TROUBLE);
    }

    @Test
    void tellsNobodyOfThoseWhoMoveOrComeBackInTime() {
        run(24, Simulation.Kind.ORDERLY);
    }

    @Test
    void nobodyComesBackWhoSaidGoodbyeOnTheOtherSideOfASplit() {
        run(14, Simulation.Kind.FUGITIVE);
    }

    @Test
    void agreesWithTheTruthWhateverANodeBelievesThatStoodStill() {
        assertEverythingHappened(run(18, Simulation.Kind.STANDSTILL));
    }

    @Test
    void tellsNobodyOfThoseWhoComeBackInTimeFromANodeThatStandsStill() {
        assertEverythingHappened(run(16, Simulation.Kind.ORDERLY_STANDSTILL));
    }

    /** A node that woke gave up who had come back meanwhile, as its timer ran before it had read that. */
    @ParameterizedTest
    @ValueSource(longs = {23, 143})
    void tellsNobodyOfWhoCameBackWhileANodeStoodStill(long seed) {
        run(seed, Simulation.Kind.ORDERLY_STANDSTILL);
    }

    /** In 1658 and 2695 a late "I have no members" ended a question that the peer had never received. */
    @ParameterizedTest
    @ValueSource(longs = {1_658, 2_695})
    void agreesWithTheTruthWhereItOnceDidNot(long seed) {
        run(seed, Simulation.Kind.TROUBLE);
    }

    private static Map<What, Integer> run(int percent, Simulation.Kind kind) {
        Map<What, Integer> played = new EnumMap<>(What.class);
        for (long seed = 0; seed < Math.max(1, SEEDS * percent / 100); seed++) {
            run(seed, kind).standstills.played().forEach((what, times) -> played.merge(what, times, Integer::sum));
        }
        return played;
    }

    private static void assertEverythingHappened(Map<What, Integer> played) {
        Set<What> expected = SEEDS < ENOUGH ? played.keySet() : Set.of(What.values());
        assertEquals(expected, played.keySet(), "what happened");
    }

    private static Simulation run(long seed, Simulation.Kind kind) {
        Simulation simulation = new Simulation(seed, kind);
        try {
            simulation.run(STEPS);
            simulation.calm();
            simulation.verify();
            return simulation;
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(
                    kind + ", seed " + seed + " with " + STEPS + " steps (-Dringway.sim.seed=" + seed
                            + " -Dringway.sim.steps=" + STEPS + ") fails: " + failure.getMessage(),
                    failure);
        }
    }
}
