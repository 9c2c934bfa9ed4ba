package io.ringway.cluster.logs;

/** Another ballot was promised since. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String promised;

    /** @param promised the ballot; empty where none is known */
    public RefusedException(String promised) {
        super("another ballot was promised", null, false, false);
        this.promised = promised;
    }

    public String promised() {
        return promised;
    }
}
