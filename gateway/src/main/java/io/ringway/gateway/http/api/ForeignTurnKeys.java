package io.ringway.gateway.http.api;

import io.ringway.gateway.http.Answers;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The paths at which Cloudflare's API makes, lists and removes TURN keys. Here they stand in the configuration: whoever asks
 * is told so, in the envelope that code for that API reads, whatever token it has. Stateless; any event loop.
 */
final class ForeignTurnKeys {
    private static final String PATH = "/client/v4/accounts/:account_id/calls/turn_keys";
    private static final int FORBIDDEN = 403;
    private static final String MESSAGE =
            "TURN keys stand in this gateway's configuration (ice.turn.keys), and are not made, listed or removed here";

    private ForeignTurnKeys() {}

    static void addTo(Router router) {
        router.route(PATH).handler(ForeignTurnKeys::refuse);
        router.route(PATH + "/:key_id").handler(ForeignTurnKeys::refuse);
    }

    private static void refuse(RoutingContext call) {
        JsonObject error = new JsonObject().put("code", FORBIDDEN).put("message", MESSAGE);
        Answers.json(
                call.response(),
                FORBIDDEN,
                new JsonObject()
                        .put("success", false)
                        .put("errors", new JsonArray().add(error))
                        .put("messages", new JsonArray())
                        .putNull("result"));
    }
}
