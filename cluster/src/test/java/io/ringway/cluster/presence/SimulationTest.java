package io.ringway.cluster.presence;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Seeds of random trouble. {@code -Dringway.sim.seed=N} runs one seed, {@code -Dringway.sim.seeds} and {@code
 * -Dringway.sim.steps} say how many and how long; a step is 20 ms of simulated time.
 */
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("ringway.sim.seeds", 100);
    private static final int STEPS = Integer.getInteger("ringway.sim.steps", 2_000);

    @Test
    void agreesWithTheTruthAfterAnyTrouble() {
        Long only = Long.getLong("ringway.sim.seed");
        if (only != null) {
            List.of(Simulation.Kind.values()).forEach(kind -> run(only, kind));
            return;
        }
        for (long seed = 0; seed < SEEDS; seed++) {
            run(seed, Simulation.Kind.TROUBLE);
        }
    }

    @Test
    void tellsNobodyOfThoseWhoMoveOrComeBackInTime() {
        for (long seed = 0; seed < SEEDS; seed++) {
            run(seed, Simulation.Kind.ORDERLY);
        }
    }

    @Test
    void nobodyComesBackWhoSaidGoodbyeOnTheOtherSideOfASplit() {
        for (long seed = 0; seed < SEEDS / 2; seed++) {
            run(seed, Simulation.Kind.FUGITIVE);
        }
    }

    /** In 1658 and 2695 a late "I have no members" ended a question that the peer had never received. */
    @ParameterizedTest
    @ValueSource(longs = {1_658, 2_695})
    void agreesWithTheTruthWhereItOnceDidNot(long seed) {
        run(seed, Simulation.Kind.TROUBLE);
    }

    private static void run(long seed, Simulation.Kind kind) {
        Simulation simulation = new Simulation(seed, kind);
        try {
            simulation.run(STEPS);
            simulation.calm();
            simulation.verify();
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(
                    kind + ", seed " + seed + " with " + STEPS + " steps (-Dringway.sim.seed=" + seed
                            + " -Dringway.sim.steps=" + STEPS + ") fails: " + failure.getMessage(),
                    failure);
        }
    }
}
