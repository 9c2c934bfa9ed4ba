package io.ringway.cluster.shelves;

/** What became of a paper that was to be put on a shelf. The ordinal is on the wire: add at the end only. */
public enum Placed {
    /** It is there. */
    DONE,
    /** Another has been put there meanwhile, or it is there no more: read, and try again. */
    CONFLICT,
    /** It is a new one, and the shelf holds no more. */
    FULL;

    private static final Placed[] ALL = values();

    /** The one with this ordinal. */
    public static Placed of(int ordinal) {
        return ALL[ordinal];
    }
}
