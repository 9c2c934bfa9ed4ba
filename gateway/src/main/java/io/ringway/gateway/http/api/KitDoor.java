package io.ringway.gateway.http.api;

import io.ringway.gateway.protocol.ErrorCode;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path at which clients of RealtimeKit's API ask, and what is told below {@link #BASE} where nothing else answers.
 * Stateless; any event loop.
 */
final class KitDoor {
    static final String BASE = "/v1/kit/";

    private static final int TOO_LARGE = 413;
    private static final Pattern THEIRS = Pattern.compile("/client/v4/accounts/[^/]+/realtime/kit/(.+)");

    private KitDoor() {}

    static void addTo(Router router) {
        router.routeWithRegex(THEIRS.pattern()).handler(KitDoor::asOurs);
        router.route(BASE + "*").handler(call -> refuse(call, ErrorCode.NOT_FOUND, "nothing is here"));
        router.route(BASE + "*").failureHandler(KitDoor::failed);
    }

    /** The account is not looked at: the key says whose it is. */
    private static void asOurs(RoutingContext call) {
        Matcher path = THEIRS.matcher(call.request().path());
        if (path.matches()) {
            String query = call.request().query();
            call.reroute(BASE + path.group(1) + (query == null ? "" : "?" + query));
        } else {
            call.next();
        }
    }

    private static void failed(RoutingContext call) {
        if (call.statusCode() == TOO_LARGE) {
            refuse(call, ErrorCode.TOO_LARGE, "too large");
        } else if (call.statusCode() == ErrorCode.BAD_REQUEST.httpStatus()) {
            refuse(call, ErrorCode.BAD_REQUEST, "the request is not valid");
        } else {
            call.next();
        }
    }

    private static void refuse(RoutingContext call, ErrorCode code, String message) {
        new ApiError(code, message).send(call.response(), ErrorShape.KIT);
    }
}
