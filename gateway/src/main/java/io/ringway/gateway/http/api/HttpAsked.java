package io.ringway.gateway.http.api;

import io.ringway.gateway.http.api.contract.Described.Place;
import io.ringway.gateway.streams.Occurrence;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A call by HTTP. */
record HttpAsked(RoutingContext context) implements Asked {
    @Override
    public @Nullable String value(Place place, String name) {
        return switch (place) {
            case PATH -> context.pathParam(name);
            case QUERY -> one(name, context.queryParams().getAll(name));
            case HEADER -> one(name, context.request().headers().getAll(name));
        };
    }

    /** One of two would be a guess at what was meant. */
    private static @Nullable String one(String name, List<String> given) {
        if (given.size() > 1) {
            throw ApiCall.bad("`" + name + "` is there " + given.size() + " times, and may be there once");
        }
        return given.isEmpty() ? null : given.getFirst();
    }

    @Override
    public Set<String> queryNames() {
        return context.queryParams().names();
    }

    @Override
    public byte[] body() {
        Buffer body = context.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }

    @Override
    public boolean hasBody() {
        Buffer body = context.body().buffer();
        return body != null && body.length() > 0;
    }

    @Override
    public String target() {
        return context.request().uri();
    }

    /** The backend decides whether it asks again. */
    @Override
    public Occurrence occurrence() {
        return Occurrence.NONE;
    }
}
