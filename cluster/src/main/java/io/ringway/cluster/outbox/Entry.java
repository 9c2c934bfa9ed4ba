package io.ringway.cluster.outbox;

/**
 * A piece of news that waits to be told.
 *
 * @param seq grows along the line, with gaps; about the time in milliseconds
 * @param key whose seat it is about; of a note its id
 * @param since when that seat was taken, in milliseconds since 1970
 * @param at when it happened, likewise
 * @param body the seat's body, or the note's
 * @param detail why the seat was given up, or what kind of note it is; else empty
 * @param edge whether nobody else was in the line before it was entered, or is left after
 * @param again when it was put back into its line, likewise; 0 where it never was
 * @param parts which parts of it are to be told then, by words that whoever puts it back knows, with commas between; empty
 *     for all
 */
public record Entry(
        long seq,
        Kind kind,
        String key,
        long since,
        long at,
        String body,
        String detail,
        boolean edge,
        long again,
        String parts) {
    /** What an entry takes beside its texts: the objects, and their places in a line. */
    private static final long OVERHEAD = 300;

    /** What happened. The names are stored. */
    public enum Kind {
        ENTERED,
        LEFT,
        NOTE
    }

    public Entry(long seq, Kind kind, String key, long since, long at, String body, String detail, boolean edge) {
        this(seq, kind, key, since, at, body, detail, edge, 0, "");
    }

    /** As it goes back into its line. */
    public Entry back(long now, String part) {
        return new Entry(seq, kind, key, since, at, body, detail, edge, now, part);
    }

    Entry with(long number) {
        return new Entry(number, kind, key, since, at, body, detail, edge, again, parts);
    }

    /** With one part more to be told; of all of them none is missing. */
    Entry and(Entry other) {
        boolean isKnown = parts.isEmpty() || ("," + parts + ",").contains("," + other.parts + ",");
        String both = isKnown ? parts : other.parts.isEmpty() ? "" : parts + "," + other.parts;
        return new Entry(seq, kind, key, since, at, body, detail, edge, Math.max(again, other.again), both);
    }

    /** Whether nothing was put back to it since it was read. */
    boolean isToldBy(Entry told) {
        return again == told.again && parts.equals(told.parts);
    }

    /** About what it takes in memory. */
    public long bytes() {
        return OVERHEAD + key.length() + body.length() + detail.length() + parts.length();
    }
}
