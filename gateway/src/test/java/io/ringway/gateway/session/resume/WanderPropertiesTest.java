package io.ringway.gateway.session.resume;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Sessions that wander: see {@link WanderSimulation}. {@code -Dsimulation.steps} and {@code -Dsimulation.seed} run one seed long. */
class WanderPropertiesTest {
    private static final int SEEDS = 10;
    private static final int STEPS = 2_000;
    private static final Integer LONG = Integer.getInteger("simulation.steps");

    /** In 7 two nodes take a session over at once, and the lower one dies when it has told half of the others. */
    @Test
    void whoeverWandersMissesNothingUnlessItIsSaid() {
        int whole = 0;
        int moves = 0;
        int losses = 0;
        int lossesHeardOf = 0;
        int vain = 0;
        int ties = 0;
        int homecomings = 0;
        for (long seed = 0; seed < (LONG == null ? SEEDS : 1); seed++) {
            WanderSimulation simulation =
                    play(Long.getLong("simulation.seed", seed), LONG == null ? STEPS : LONG, true);
            whole += simulation.whole;
            moves += simulation.moves;
            losses += simulation.losses;
            lossesHeardOf += simulation.lossesHeardOf;
            vain += simulation.takenBack + simulation.givenAgain;
            ties += simulation.ties;
            homecomings += simulation.homecomings;
        }
        boolean isMuch = whole > 100 && moves > 100 && losses > 0 && vain > 0;
        assertTrue(LONG != null || (isMuch && lossesHeardOf > 0 && ties > 0 && homecomings > 0), "too little happened");
    }

    /** A session is taken over after a loss by a node that tells half of the others and dies, and was never lost. */
    @Test
    void whoWasNotLostIsLookedForWhereItIs() {
        play(859, STEPS, true);
    }

    /** Two nodes take a session over after a loss, one of which knows of a move more, and that one dies when it has told half of the others. */
    @Test
    void whoWasTakenOverByTwoIsLookedForOnTheOneThatIsThere() {
        play(447, STEPS, true);
    }

    /** A node stands still when it has given a session away, and its timer catches up before it hears that it was taken. */
    @Test
    void whoseOldNodeStoodStillIsNoStranger() {
        play(132, STEPS, false);
    }

    /** A join is answered when its session was given away in vain, and its connection is in the group with the one that is here again. */
    @Test
    void whoIsBackBeforeItsFirstJoinIsAnsweredStaysInTheGroup() {
        play(130, STEPS, true);
    }

    /** An arrival that is over ends late, when its session has come once more and was given away again, and is taken back after that. */
    @Test
    void whoIsTakenBackAfterTheLateEndOfAnEarlierArrivalIsListed() {
        play(80, 6_000, true);
    }

    /** Two nodes have a session for a moment, and its client goes from one to the other with the count of what the first has told it. */
    @Test
    void whoWasToldThingsByAnotherNodeMeanwhileHearsNothingTwice() {
        assertTrue(play(16, STEPS, false).foreign > 0, "too little happened");
    }

    /** As above, and the session is on its way to a third node when somebody comes there with the token that it began with. */
    @Test
    void aTokenThatAnotherNodeHasReplacedResumesNothingWhereTheSessionGoesOn() {
        play(1_334, STEPS, true);
    }

    /**
     * Nodes stand still for seconds, again and again: clients give up one connection after the other, nodes go on with those that were given
     * up, and take back what others have taken.
     */
    @Test
    void whoeverGivesUpConnectionsIsListedInTheEnd() {
        int outdated = 0;
        for (long seed = 0; seed < (LONG == null ? SEEDS : 1); seed++) {
            WanderSimulation simulation = play(
                    new WanderSimulation(Long.getLong("simulation.seed", seed), 3, 6, true),
                    LONG == null ? STEPS : LONG,
                    false);
            outdated += simulation.outdated;
        }
        assertTrue(LONG != null || outdated > 0, "too little happened");
    }

    private static WanderSimulation play(long seed, int steps, boolean losesTwice) {
        return play(new WanderSimulation(seed, 3, 6), steps, losesTwice);
    }

    private static WanderSimulation play(WanderSimulation simulation, int steps, boolean losesTwice) {
        try {
            simulation.run(steps);
            if (losesTwice) {
                simulation.loseTwice();
            }
            simulation.settle();
            return simulation;
        } catch (AssertionError failure) {
            throw new AssertionError("seed " + simulation.seed, failure);
        }
    }
}
