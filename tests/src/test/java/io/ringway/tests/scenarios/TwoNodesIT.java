package io.ringway.tests.scenarios;

/** Two users of two nodes. */
class TwoNodesIT extends GroupScenarios {
    TwoNodesIT() {
        super(2);
    }
}
