package io.ringway.gateway.config;

/** What a number counts. Durations carry their unit in the text and need none. */
public enum Unit {
    NONE,
    /** Written as a plain number or with KiB, MiB, GiB. */
    BYTES,
    /** Unicode code points. */
    CHARACTERS
}
