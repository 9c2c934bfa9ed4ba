package io.ringway.cluster.streams;

/**
 * How a stream does.
 *
 * @param waiting entries that are not done
 * @param pending those of them that were given to a reader
 * @param dead entries that were put aside, and are kept
 * @param lagMillis the age of the oldest entry that is not done, by its id; 0 where there is none
 */
public record StreamFigures(long waiting, long pending, long dead, long lagMillis) {
    public static final StreamFigures NONE = new StreamFigures(0, 0, 0, 0);
}
