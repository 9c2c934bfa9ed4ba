package io.ringway.tests.scenarios;

/** Two users of one node, which is part of no cluster. */
class OneNodeIT extends GroupScenarios {
    OneNodeIT() {
        super(1);
    }
}
