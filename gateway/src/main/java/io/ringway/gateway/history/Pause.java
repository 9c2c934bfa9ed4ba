package io.ringway.gateway.history;

/** When to ask again: soon, and then less and less often, as what was sent is on its way between nodes that live. */
final class Pause {
    private static final long FIRST_MS = 400;
    private static final long LONGEST_MS = 1_600;

    private long millis = FIRST_MS;
    private long until;

    boolean isOver(long now) {
        return now >= until;
    }

    /** From a first try on. */
    void begin(long now) {
        millis = FIRST_MS;
        until = now + millis;
    }

    /** From another try on. */
    void goOn(long now) {
        until = now + millis;
        millis = Math.min(2 * millis, LONGEST_MS);
    }

    /** Nothing needs to be asked until then. */
    void rest(long end) {
        millis = FIRST_MS;
        until = end;
    }
}
