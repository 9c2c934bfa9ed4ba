package io.ringway.gateway.http.api;

import io.ringway.gateway.auth.AuthException;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.ice.IceServers;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/ice-servers}: ICE servers with credentials of their own for the user whose token asks. Any event loop. */
public final class IceRoute {
    private static final String BEARER = "Bearer ";
    private static final String PATH = "/v1/ice-servers";

    private final TokenVerifier tokens;
    private final IceServers ice;

    public IceRoute(TokenVerifier tokens, IceServers ice) {
        this.tokens = tokens;
        this.ice = ice;
    }

    public void mount(Router router) {
        router.route(HttpMethod.OPTIONS, PATH).handler(IceRoute::preflight);
        ApiRoutes.at(router, HttpMethod.GET, PATH, this::answer);
    }

    /** Pages of any origin may ask: the token is the key, and no cookie goes with it. */
    private static void preflight(RoutingContext call) {
        call.response()
                .putHeader("access-control-allow-origin", "*")
                .putHeader("access-control-allow-methods", "GET")
                .putHeader("access-control-allow-headers", "authorization")
                .putHeader("access-control-max-age", "86400")
                .setStatusCode(204)
                .end();
    }

    private void answer(RoutingContext call) {
        call.response().putHeader("access-control-allow-origin", "*");
        String token = bearer(call.request().getHeader("authorization"));
        if (token == null) {
            new ApiError(ErrorCode.BAD_TOKEN, "a user's token is needed: Authorization: Bearer <jwt>")
                    .send(call.response());
            return;
        }
        tokens.verify(token)
                .onSuccess(user -> send(call, user))
                .onFailure(refusal -> refused(refusal).send(call.response()));
    }

    static ApiError refused(Throwable refusal) {
        return refusal instanceof AuthException reason && reason.isTemporary()
                ? ApiError.notNow("tokens cannot be checked at the moment", reason.retryAfterMillis())
                : new ApiError(ErrorCode.BAD_TOKEN, "the token is not valid");
    }

    private void send(RoutingContext call, Principal principal) {
        ice.issue(principal)
                .onSuccess(issue -> send(call, issue.servers()))
                .onFailure(refusal -> ApiError.of(refusal).send(call.response()));
    }

    private static void send(RoutingContext call, Event.IceServers issued) {
        String policy = issued.relayOnly() ? ",\"iceTransportPolicy\":\"relay\"" : "";
        call.response()
                .putHeader("content-type", "application/json")
                .putHeader("cache-control", "no-store")
                .end("{\"iceServers\":" + issued.json() + policy + ",\"expiresAt\":" + issued.expiresAt() + "}");
    }

    /** The credential of a Bearer header; null where there is none. */
    static @Nullable String bearer(@Nullable String header) {
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).trim()
                : null;
    }
}
