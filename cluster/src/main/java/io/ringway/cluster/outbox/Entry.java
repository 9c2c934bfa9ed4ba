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
 */
public record Entry(long seq, Kind kind, String key, long since, long at, String body, String detail, boolean edge) {
    /** What happened. The names are stored. */
    public enum Kind {
        ENTERED,
        LEFT,
        NOTE
    }
}
