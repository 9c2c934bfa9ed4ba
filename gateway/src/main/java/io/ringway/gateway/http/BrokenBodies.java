package io.ringway.gateway.http;

import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;

/** Bodies of requests that could not be read, as Vert.x's body handler says it. Any event loop. */
public final class BrokenBodies {
    /** What Vert.x's body handler gives as the status where the stream failed below HTTP. */
    static final int BROKEN = 200;

    private static final int BAD_REQUEST = 400;

    private BrokenBodies() {}

    /** Whether a request failed because its body could not be read, or not taken apart. */
    public static boolean isUnreadable(RoutingContext call) {
        return call.failed() && (call.statusCode() == BROKEN || call.statusCode() == BAD_REQUEST);
    }

    /** Whether it could not be read because its client went away: there is nobody to tell, and nothing to mend. */
    public static boolean isBrokenOff(RoutingContext call) {
        return call.failed()
                && call.statusCode() == BROKEN
                && (call.response().closed()
                        || call.failure() instanceof HttpClosedException
                        || call.failure() instanceof IOException);
    }
}
