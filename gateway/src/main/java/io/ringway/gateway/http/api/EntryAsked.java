package io.ringway.gateway.http.api;

import io.ringway.gateway.http.api.contract.Described.Place;
import io.ringway.gateway.streams.Occurrence;
import io.ringway.gateway.streams.StreamCall;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call from a stream.
 *
 * @param path its parameters in the path, decoded
 */
record EntryAsked(StreamCall call, Map<String, String> path, Occurrence occurrence) implements Asked {
    private static final String IDEMPOTENCY_KEY = "idempotency-key";

    @Override
    public @Nullable String value(Place place, String name) {
        return switch (place) {
            case PATH -> path.get(name);
            case QUERY -> null;
            case HEADER -> name.toLowerCase(Locale.ROOT).equals(IDEMPOTENCY_KEY) ? call.key() : null;
        };
    }

    /** A path with a query is no path of the document. */
    @Override
    public Set<String> queryNames() {
        return Set.of();
    }

    @Override
    public byte[] body() {
        return call.bytes();
    }

    @Override
    public boolean hasBody() {
        return call.hasBody();
    }

    @Override
    public Object tree() {
        return ApiRequest.tree(call);
    }

    @Override
    public String target() {
        return call.call().substring(call.call().indexOf(' ') + 1);
    }
}
