package io.ringway.cluster;

/** What a payload is, which says what becomes of it where the node that it is for does not keep up. */
public enum Traffic {
    /** What sets up, ends and moves things, and what nodes agree by: there is room for it when there is none for messages. */
    SIGNALS,
    /** What users and backends say: refused first, and whoever misses it is told. */
    MESSAGES
}
