package io.ringway.cluster.shelves;

import io.ringway.cluster.Bytes;

/**
 * One record of a shelf.
 *
 * @param id unique on its shelf, at most 255 bytes in UTF-8
 * @param made its place on the shelf, in milliseconds since 1970; stays as it is. Those of one time are in the order of their ids
 * @param version 1 for a new one, and one more for each change
 * @param until when it is over, in milliseconds since 1970; {@link #FOR_GOOD} for never
 */
public record Paper(String id, long made, long version, long until, Bytes body) implements Comparable<Paper> {
    public static final long FOR_GOOD = 0;

    static final int MAX_ID_BYTES = 255;

    public Paper {
        if (id.isEmpty() || Bytes.utf8(id).size() > MAX_ID_BYTES) {
            throw new IllegalArgumentException("a paper's id has 1 to " + MAX_ID_BYTES + " bytes");
        }
        if (version < 1) {
            throw new IllegalArgumentException("versions begin with 1");
        }
    }

    /** A new one. */
    public static Paper first(String id, long made, long until, Bytes body) {
        return new Paper(id, made, 1, until, body);
    }

    /** What takes its place. */
    public Paper next(long newUntil, Bytes newBody) {
        return new Paper(id, made, version + 1, newUntil, newBody);
    }

    /** Whether it is over. */
    public boolean isOver(long now) {
        return until != FOR_GOOD && until <= now;
    }

    /** The newest first. */
    @Override
    public int compareTo(Paper other) {
        int byTime = Long.compare(other.made, made);
        return byTime != 0 ? byTime : other.id.compareTo(id);
    }
}
