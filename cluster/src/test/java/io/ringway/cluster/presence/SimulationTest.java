package io.ringway.cluster.presence;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Seeds of random trouble. {@code -Dringway.sim.seed=N} runs one seed, {@code -Dringway.sim.seeds} and {@code
 * -Dringway.sim.steps} say how many and how long; a step is 20 ms of simulated time.
 */
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("ringway.sim.seeds", 200);
    private static final int STEPS = Integer.getInteger("ringway.sim.steps", 2_000);

    @Test
    void agreesWithTheTruthAfterAnyTrouble() {
        Long only = Long.getLong("ringway.sim.seed");
        if (only != null) {
            run(only, false);
            run(only, true);
            return;
        }
        for (long seed = 0; seed < SEEDS; seed++) {
            run(seed, false);
        }
    }

    @Test
    void tellsNobodyOfThoseWhoMoveOrComeBackInTime() {
        for (long seed = 0; seed < SEEDS; seed++) {
            run(seed, true);
        }
    }

    /** In 1658 and 2695 a late "I have no members" ended a question that the peer had never received. */
    @ParameterizedTest
    @ValueSource(longs = {1_658, 2_695})
    void agreesWithTheTruthWhereItOnceDidNot(long seed) {
        run(seed, false);
    }

    private static void run(long seed, boolean isOrderly) {
        Simulation simulation = new Simulation(seed, isOrderly);
        try {
            simulation.run(STEPS);
            simulation.calm();
            simulation.verify();
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(
                    "seed " + seed + " with " + STEPS + " steps (-Dringway.sim.seed=" + seed + " -Dringway.sim.steps="
                            + STEPS + ") fails: " + failure.getMessage(),
                    failure);
        }
    }
}
