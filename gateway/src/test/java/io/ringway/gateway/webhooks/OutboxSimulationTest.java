package io.ringway.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OutboxSimulationTest {
    @Test
    void whateverDiesOrFailsEveryJoinedHasOneLeftAndTheOrderIsKept() {
        int kills = 0;
        int doubles = 0;
        int calls = 0;
        for (int seed = 0; seed < 60; seed++) {
            OutboxSimulation world = new OutboxSimulation(seed, 3, true, 0.1);
            world.run(400);
            world.check("seed " + seed);
            kills += world.killed();
            doubles += world.twice();
            calls += world.callsEnded();
        }
        assertTrue(kills > 200, "nodes were killed: " + kills);
        assertTrue(calls > 2_000, "calls were told: " + calls);
        assertTrue(doubles > 200, "events were sent twice: " + doubles);
    }

    @Test
    void aReceiverThatIsSlowAndTakesEverythingIsToldEveryJoinedAndLeft() {
        int kills = 0;
        int waited = 0;
        for (int seed = 0; seed < 25; seed++) {
            OutboxSimulation world =
                    new OutboxSimulation(seed, 3, true, 0.1, new OutboxSimulation.Pace(10, 1_000, false));
            world.run(400);
            waited = Math.max(waited, world.mostWaiting());
            world.check("seed " + seed);
            kills += world.killed();
        }
        assertTrue(kills > 80, "nodes were killed: " + kills);
        assertTrue(waited > 40, "more waited than may while a receiver fails: " + waited);
    }

    @Test
    void whoMovesFromNodeToNodeHasJoinedOnce() {
        for (int seed = 0; seed < 25; seed++) {
            OutboxSimulation world = new OutboxSimulation(seed, 4, false, 0);
            world.run(300);
            world.check("seed " + seed);
            assertTrue(world.moved() > 20);
            int run = seed;
            world.joins().forEach((cid, joins) -> assertEquals(1, joins, "seed " + run + " " + cid));
        }
    }
}
