package io.ringway.cluster.logs;

/** The store answers, and has no room for anything more. */
public final class FullException extends Exception {
    private static final long serialVersionUID = 1L;

    public FullException() {
        super("the store has no room", null, false, false);
    }
}
