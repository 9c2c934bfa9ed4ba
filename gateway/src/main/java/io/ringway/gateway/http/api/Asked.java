package io.ringway.gateway.http.api;

import io.ringway.gateway.http.api.contract.Described.Place;
import io.ringway.gateway.streams.Occurrence;
import org.jspecify.annotations.Nullable;

/** The parts of a call, however it came. */
interface Asked {
    /** A parameter as it was written; null where it is not there. */
    @Nullable
    String value(Place place, String name);

    /** The bytes of the body; none where there is none. */
    byte[] body();

    /** Where it goes: path and query, as they were written. */
    String target();

    Occurrence occurrence();
}
