package io.ringway.gateway.http.skapi;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.UnavailableException;
import io.ringway.gateway.auth.AuthException;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.config.SkapiConfig;
import io.ringway.gateway.http.BrokenBodies;
import io.ringway.gateway.http.JsonBody;
import io.ringway.gateway.http.ws.Origins;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.push.PushDesk;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP half of the door for skapi-js, under {@code /skapi}. One instance serves every event loop; answers are written
 * on the loop that was asked.
 *
 * <p>Every answer, an error too, may be read by any page: the client sends no cookies, and what it could read needs a token.
 * A page of an origin that may not connect is told so in words that reach its developer.
 */
public final class SkapiRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(SkapiRoutes.class);

    private static final long MAX_BODY_BYTES = 16_384;
    /** Room for as many users as one notification may go to, with ids of 256 letters. */
    private static final long MAX_PUSH_BYTES = 262_144;

    private static final String ALLOWED_HEADERS =
            "authorization, content-meta, content-type, x-access-token, x-id-token";
    private final TokenVerifier verifier;
    private final Listings listings;
    private final SkapiPush push;
    private final Endpoints endpoints;
    private final PublicAddress address;
    private final Origins origins;

    /** @param hub the context that owns the cluster */
    public SkapiRoutes(
            Cluster cluster,
            Context hub,
            TokenVerifier verifier,
            PushDesk push,
            Limits limits,
            SkapiConfig config,
            PublicAddress address,
            Origins origins) {
        this.verifier = verifier;
        this.listings = new Listings(cluster, hub, limits);
        this.push = new SkapiPush(push);
        this.endpoints = new Endpoints(config.userpoolId(), config.userpoolClient());
        this.address = address;
        this.origins = origins;
    }

    public void addTo(Router router) {
        router.route("/skapi/*").handler(SkapiRoutes::allowReading).failureHandler(SkapiRoutes::failed);
        router.options("/skapi/*").handler(SkapiRoutes::preflight);
        router.get("/skapi/endpoints.json").handler(this::discovery);
        router.getWithRegex("/skapi/(?:[^/]+/)?(?:admin|record)-v[0-9]+\\.json").handler(this::discovery);
        router.get("/skapi/service").handler(this::service);
        JsonBody.read(() -> router.post("/skapi/get-ws-group"), MAX_BODY_BYTES);
        router.post("/skapi/get-ws-group").handler(this::listing);
        notifications(router, "get-vapid-public-key", MAX_BODY_BYTES, (asker, body) -> push.key());
        notifications(router, "store-subscription", MAX_BODY_BYTES, push::store);
        notifications(router, "delete-subscription", MAX_BODY_BYTES, push::delete);
        notifications(router, "push-notification", MAX_PUSH_BYTES, push::push);
        router.route("/skapi/*").handler(SkapiRoutes::unknown);
    }

    /** The client asks by GET or by POST, as it has something to say or not. */
    private void notifications(
            Router router, String name, long maxBytes, BiFunction<Principal, JsonObject, Future<String>> method) {
        JsonBody.read(() -> router.route("/skapi/" + name), maxBytes);
        router.route("/skapi/" + name).handler(ctx -> {
            requireAdmitted(ctx);
            if (!push.isOn()) {
                throw new SkapiException(501, "NOT_SUPPORTED", "Push notifications are not available on this server.");
            }
            JsonObject body = body(ctx);
            answer(ctx, verifier.verify(token(ctx)).compose(asker -> method.apply(asker, body)));
        });
    }

    private static void allowReading(RoutingContext ctx) {
        ctx.response()
                .putHeader("Access-Control-Allow-Origin", "*")
                .putHeader("Access-Control-Expose-Headers", "retry-after")
                .putHeader("Cache-Control", "no-store");
        ctx.next();
    }

    private static void preflight(RoutingContext ctx) {
        ctx.response()
                .setStatusCode(204)
                .putHeader("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
                .putHeader("Access-Control-Allow-Headers", ALLOWED_HEADERS)
                .putHeader("Access-Control-Max-Age", "86400")
                .end();
    }

    private void discovery(RoutingContext ctx) {
        answer(ctx, 200, endpoints.at(address.of(ctx.request())));
    }

    private void service(RoutingContext ctx) {
        requireAdmitted(ctx);
        answer(ctx, 200, ServiceInfo.of(ctx.request()));
    }

    private void requireAdmitted(RoutingContext ctx) {
        if (!origins.admits(
                ctx.request().headers().getAll("Origin"), ctx.request().getHeader("Host"))) {
            throw new SkapiException(403, "INVALID_CORS", "Pages of this origin may not connect.");
        }
    }

    private void listing(RoutingContext ctx) {
        requireAdmitted(ctx);
        JsonObject body = body(ctx);
        Future<JsonObject> rows = verifier.verify(token(ctx)).compose(asker -> listings.answer(asker, body));
        answer(ctx, rows);
    }

    private static void answer(RoutingContext ctx, Future<?> answer) {
        Context loop = ctx.vertx().getOrCreateContext();
        answer.onComplete(done -> loop.runOnContext(unused -> {
            if (done.succeeded()) {
                answer(ctx, 200, done.result());
            } else {
                ctx.fail(done.cause());
            }
        }));
    }

    /** The client sends the bare token. */
    private static String token(RoutingContext ctx) {
        String header = ctx.request().getHeader("Authorization");
        if (header == null || header.isBlank()) {
            throw SkapiException.of(ErrorCode.BAD_TOKEN, "User login is required.");
        }
        return header.startsWith("Bearer ") ? header.substring("Bearer ".length()) : header;
    }

    private static JsonObject body(RoutingContext ctx) {
        try {
            JsonObject body = ctx.body().asJsonObject();
            return body == null ? new JsonObject() : body;
        } catch (DecodeException | ClassCastException notAnObject) {
            throw SkapiException.of(ErrorCode.BAD_REQUEST, "The body is not a JSON object.");
        }
    }

    private static void unknown(RoutingContext ctx) {
        throw new SkapiException(
                ctx.request().method().equals(HttpMethod.HEAD) ? 405 : 404,
                "NOT_EXISTS",
                "This server has the realtime methods and calls of skapi-js, nothing else.");
    }

    private static void failed(RoutingContext ctx) {
        if (BrokenBodies.isBrokenOff(ctx)) {
            return;
        }
        SkapiException refused = switch (ctx.failure()) {
            case SkapiException already -> already;
            case AuthException badToken
            when badToken.isTemporary() ->
                SkapiException.of(ErrorCode.UNAVAILABLE, "Tokens cannot be checked at the moment.");
            case AuthException badToken -> SkapiException.of(ErrorCode.BAD_TOKEN, "The token is not valid.");
            case HttpException http ->
                new SkapiException(http.getStatusCode(), "INVALID_REQUEST", "The request cannot be read.");
            case null ->
                new SkapiException(
                        ctx.statusCode() > 0 ? ctx.statusCode() : 500, "INVALID_REQUEST", "The request failed.");
            case UnavailableException late -> SkapiException.of(ErrorCode.UNAVAILABLE, "The cluster did not answer.");
            case TimeoutException late -> SkapiException.of(ErrorCode.UNAVAILABLE, "The cluster did not answer.");
            case Throwable unreadable
            when BrokenBodies.isUnreadable(ctx) ->
                new SkapiException(400, "INVALID_REQUEST", "The request cannot be read.");
            case Throwable defect -> {
                LOG.error("A request of skapi-js failed", defect);
                yield SkapiException.of(ErrorCode.UNAVAILABLE, "The cluster did not answer.");
            }
        };
        if (refused.retryAfterSeconds() > 0) {
            ctx.response().putHeader("Retry-After", Long.toString(refused.retryAfterSeconds()));
        }
        answer(
                ctx,
                refused.status(),
                new JsonObject().put("code", refused.code()).put("message", refused.getMessage()));
    }

    private static void answer(RoutingContext ctx, int status, @Nullable Object json) {
        if (!ctx.response().ended()) {
            ctx.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .end(Json.encodeToBuffer(json));
        }
    }
}
