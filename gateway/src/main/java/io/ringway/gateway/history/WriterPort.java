package io.ringway.gateway.history;

/** How a writer tells things to nodes, itself among them, and gets numbers for its epochs. */
interface WriterPort {
    void send(long node, HistoryMessage message);

    long random();

    /** As {@link HistoryPort#timeOfDay}. */
    long timeOfDay();

    /** The epoch of a group that nothing was ever said in. */
    long blankEpoch();

    /** Whether the keeper is still at the log that it was told to give or to take. */
    boolean isKeeping();
}
