package io.ringway.gateway.http.api;

import io.ringway.gateway.http.api.contract.Described.Place;
import io.ringway.gateway.streams.Occurrence;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parts of a call, however it came. */
interface Asked {
    /** A parameter as it was written; null where it is not there. */
    @Nullable
    String value(Place place, String name);

    /** The names in the query. */
    Set<String> queryNames();

    /** The bytes of the body; none where there is none. */
    byte[] body();

    /** Whether there is any. */
    default boolean hasBody() {
        return body().length > 0;
    }

    /** The body as maps and lists, which nobody may change; refused where it is not well-formed, strictly, or null. */
    default Object tree() {
        return ApiRequest.tree(body());
    }

    /** Where it goes: path and query, as they were written. */
    String target();

    Occurrence occurrence();
}
