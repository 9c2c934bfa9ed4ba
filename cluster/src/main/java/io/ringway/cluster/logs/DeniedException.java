package io.ringway.cluster.logs;

/** The store answers, and does not let this be done, whatever else it does: by the rights that it was given. */
public final class DeniedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param said by the store */
    public DeniedException(String said) {
        super(said, null, false, false);
    }
}
