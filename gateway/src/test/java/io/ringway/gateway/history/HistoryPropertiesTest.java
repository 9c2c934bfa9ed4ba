package io.ringway.gateway.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HistoryPropertiesTest {
    private static final int SEEDS = Integer.getInteger("ringway.history.seeds", 50);

    @Test
    void anOffsetIsOneMessageAndNoGapGoesUntold() {
        int recoveries = 0;
        int acknowledgements = 0;
        int interruptions = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            HistorySimulation simulation = new HistorySimulation(seed, 1 + seed % 5, Faults.ALL);
            simulation.run(600);
            recoveries += simulation.recoveries;
            acknowledgements += simulation.acknowledgements;
            interruptions += simulation.interruptions;
        }
        assertTrue(recoveries > SEEDS * 10, "only " + recoveries);
        assertTrue(acknowledgements > SEEDS * 100, "only " + acknowledgements);
        assertTrue(interruptions > SEEDS / 10, "only " + interruptions);
    }

    @Test
    void whereOneOfThreeNodesDiesAtATimeNobodyIsInterrupted() {
        for (int seed = 0; seed < SEEDS / 3; seed++) {
            HistorySimulation simulation = new HistorySimulation(seed, 3, Faults.ONE_DEATH_AT_A_TIME);
            simulation.run(1_500);
            assertEquals(0, simulation.interruptions, "seed " + seed);
        }
    }

    /** A node that is cut off began an epoch of its own, and acknowledged in it. */
    @Test
    void whereTheNetworkSplitsNobodyIsInterruptedAndNothingThatWasAcknowledgedIsLost() {
        int acknowledgements = 0;
        for (int seed = 0; seed < SEEDS / 3; seed++) {
            HistorySimulation simulation = new HistorySimulation(seed, 2 + seed % 2, Faults.SPLITS);
            simulation.run(1_500);
            assertEquals(0, simulation.interruptions, "seed " + seed);
            acknowledgements += simulation.acknowledgements;
        }
        assertTrue(acknowledgements > SEEDS * 100, "only " + acknowledgements);
    }

    @Test
    void theSameHoldsWithAKeeper() {
        int recoveries = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            HistorySimulation simulation = new HistorySimulation(seed, 1 + seed % 4, Faults.ALL, true);
            simulation.run(600);
            recoveries += simulation.recoveries;
        }
        assertTrue(recoveries > SEEDS * 10, "only " + recoveries);
    }

    @Test
    void whatAKeeperHasOutlivesEveryNode() {
        int recoveries = 0;
        for (int seed = 0; seed < SEEDS / 3; seed++) {
            HistorySimulation simulation = new HistorySimulation(seed, 1 + seed % 3, Faults.EVERYBODY_DIES, true);
            simulation.run(1_500);
            assertEquals(0, simulation.refusedRecoveries, "seed " + seed);
            assertEquals(0, simulation.interruptions, "seed " + seed);
            recoveries += simulation.recoveries;
        }
        assertTrue(recoveries > SEEDS * 10, "only " + recoveries);
    }

    @Test
    void whereNothingHappensNothingIsMissed() {
        for (int seed = 0; seed < SEEDS / 10; seed++) {
            HistorySimulation simulation = new HistorySimulation(seed, 3, Faults.NONE);
            simulation.run(300);
            assertEquals(0, simulation.interruptions, "seed " + seed);
        }
    }
}
