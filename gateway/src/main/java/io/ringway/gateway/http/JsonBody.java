package io.ringway.gateway.http;

import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.function.Supplier;

/**
 * Bodies that are read as JSON, whatever their header says: curl says by default that they are forms, and what is called one would be
 * taken apart, which fails where it is none. Any event loop.
 */
public final class JsonBody {
    private JsonBody() {}

    /**
     * Reads the bodies of what comes to a route, ahead of whoever answers.
     *
     * @param route makes the same one each time
     * @param maxBytes more are answered with 413
     */
    public static void read(Supplier<Route> route, long maxBytes) {
        // Two, as a route takes no handler of bodies behind another.
        route.get().handler(JsonBody::call);
        route.get().handler(BodyHandler.create(false).setBodyLimit(maxBytes));
    }

    /** Calls the body of a request JSON, and passes the request on. */
    public static void call(RoutingContext request) {
        request.request().headers().set("content-type", "application/json");
        request.next();
    }
}
