package io.ringway.gateway.history;

import io.ringway.gateway.protocol.Position;

/** What somebody wants to read. Messages come in ascending order. */
public sealed interface Query {
    /** Everything behind a position. */
    record Since(Position position) implements Query {}

    /** The first ones behind an offset. */
    record After(long offset, int limit) implements Query {}

    /** The last ones before an offset. */
    record Before(long offset, int limit) implements Query {}
}
