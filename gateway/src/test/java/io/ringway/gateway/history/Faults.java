package io.ringway.gateway.history;

/** What may happen to the nodes of a {@link HistorySimulation}. */
enum Faults {
    NONE,
    ONE_DEATH_AT_A_TIME,
    EVERYBODY_DIES,
    /** The network splits, now and then, and whoever sees no majority is fenced. */
    SPLITS,
    ALL;

    /** Whether a publisher may never hear what became of its message. */
    boolean lose() {
        return this == ALL || this == EVERYBODY_DIES || this == SPLITS;
    }
}
