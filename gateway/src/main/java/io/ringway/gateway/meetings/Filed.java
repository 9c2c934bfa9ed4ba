package io.ringway.gateway.meetings;

import io.vertx.core.json.JsonObject;

/** Something that is kept in a {@link Folder}. Immutable. */
interface Filed {
    /** Unique in its folder. */
    String id();

    /** When it was made, in milliseconds since 1970. */
    long created();

    /** When it is over, in milliseconds since 1970; {@link io.ringway.cluster.shelves.Paper#FOR_GOOD}. */
    long until();

    /** All of it, as its own reader takes it. */
    JsonObject json();
}
