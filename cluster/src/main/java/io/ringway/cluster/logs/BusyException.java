package io.ringway.cluster.logs;

/** The store was not asked, as so much waits for it already: nothing is known of it by that, and the same may be asked for later. */
public final class BusyException extends Exception {
    private static final long serialVersionUID = 1L;

    public BusyException() {
        super("too much waits for the store already", null, false, false);
    }
}
