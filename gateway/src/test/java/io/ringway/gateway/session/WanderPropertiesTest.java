package io.ringway.gateway.session;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Sessions that wander: see {@link WanderSimulation}. {@code -Dsimulation.steps} and {@code -Dsimulation.seed} run one seed long. */
class WanderPropertiesTest {
    private static final int SEEDS = 10;
    private static final int STEPS = 2_000;
    private static final Integer LONG = Integer.getInteger("simulation.steps");

    @Test
    void whoeverWandersMissesNothingUnlessItIsSaid() {
        int whole = 0;
        int moves = 0;
        int losses = 0;
        int vain = 0;
        for (long seed = 0; seed < (LONG == null ? SEEDS : 1); seed++) {
            long chosen = Long.getLong("simulation.seed", seed);
            WanderSimulation simulation = new WanderSimulation(chosen, 3, 6);
            try {
                simulation.run(LONG == null ? STEPS : LONG);
                simulation.settle();
            } catch (AssertionError failure) {
                throw new AssertionError("seed " + chosen, failure);
            }
            whole += simulation.whole;
            moves += simulation.moves;
            losses += simulation.losses;
            vain += simulation.takenBack + simulation.givenAgain;
        }
        assertTrue(whole > 100 && moves > 100 && losses > 0 && vain > 0, "too little happened");
    }
}
