package io.ringway.gateway.http.api;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.config.TurnKeyConfig;
import io.ringway.gateway.http.Answers;
import io.ringway.gateway.ice.IceServers;
import io.ringway.gateway.ice.TurnGrant;
import io.ringway.gateway.protocol.ErrorCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * TURN credentials for backends, in the two shapes that code for them is written against: Cloudflare's, and that of
 * draft-uberti-behave-turn-rest-00. Needs the {@link ApiRoutes}' body handler before it. Any event loop.
 */
public final class TurnRoutes {
    private static final int CREATED = 201;
    private static final String CREDENTIALS = "/v1/turn/keys/:keyId/credentials/";

    private final TurnKeys keys;
    private final IceServers ice;

    public TurnRoutes(List<TurnKeyConfig> keys, IceServers ice) {
        this.keys = new TurnKeys(keys);
        this.ice = ice;
    }

    public void mount(Router router) {
        post(router, "generate-ice-servers", TurnRoutes::iceServers);
        post(router, "generate", TurnRoutes::turnServer);
        ApiRoutes.at(router, HttpMethod.GET, "/turn/credentials", call -> guarded(call, this::rest));
    }

    private void post(Router router, String name, Function<TurnGrant, Object> shape) {
        ApiRoutes.at(
                router, HttpMethod.POST, CREDENTIALS + name, call -> guarded(call, posted -> generate(posted, shape)));
    }

    private interface Work {
        void run(RoutingContext call);
    }

    private static void guarded(RoutingContext call, Work work) {
        try {
            work.run(call);
        } catch (ApiError refused) {
            refused.send(call.response());
        }
    }

    private void generate(RoutingContext call, Function<TurnGrant, Object> shape) {
        Tenant tenant = keys.find(
                        call.pathParam("keyId"), IceRoute.bearer(call.request().getHeader("authorization")))
                .orElseThrow(() -> new ApiError(ErrorCode.BAD_TOKEN, "a TURN key and its secret are needed"));
        Buffer body = call.body().buffer();
        TurnRequest request = TurnRequest.read(body == null ? new byte[0] : body.getBytes(), ice.ttlSeconds());
        TurnGrant grant = grant(tenant, request.customIdentifier(), request.ttlSeconds());
        Answers.json(call.response(), CREATED, new JsonObject().put("iceServers", shape.apply(grant)));
    }

    private static Object iceServers(TurnGrant grant) {
        JsonArray servers = new JsonArray();
        if (!grant.stun().isEmpty()) {
            servers.add(new JsonObject().put("urls", new JsonArray(grant.stun())));
        }
        return servers.add(turnServer(grant));
    }

    private static JsonObject turnServer(TurnGrant grant) {
        return new JsonObject()
                .put("urls", new JsonArray(grant.urls()))
                .put("username", grant.credentials().username())
                .put("credential", grant.credentials().password());
    }

    private void rest(RoutingContext call) {
        if (!"turn".equals(call.queryParams().get("service"))) {
            throw new ApiError(ErrorCode.BAD_REQUEST, "`service` must be turn");
        }
        String api = call.queryParams().get("api");
        Tenant tenant = keys.find(api == null ? call.queryParams().get("key") : api)
                .orElseThrow(
                        () -> new ApiError(ErrorCode.FORBIDDEN, "`api` or `key` must be the secret of a TURN key"));
        TurnGrant grant = grant(tenant, call.queryParams().get("username"), ice.ttlSeconds());
        Answers.json(
                call.response(),
                200,
                new JsonObject()
                        .put("username", grant.credentials().username())
                        .put("password", grant.credentials().password())
                        .put("ttl", grant.ttlSeconds())
                        .put("uris", new JsonArray(grant.urls())));
    }

    /** Without an identifier there is nobody to count for: whoever has the key answers for it. */
    private TurnGrant grant(Tenant tenant, @Nullable String identifier, long ttlSeconds) {
        if (!ice.hasTurn()) {
            throw new ApiError(ErrorCode.NOT_FOUND, "this gateway has no TURN server");
        }
        if (identifier == null || identifier.isEmpty()) {
            return ice.grant(new UserId(tenant, UUID.randomUUID().toString()), ttlSeconds);
        }
        UserId user = ApiRequest.userId(tenant, identifier);
        if (!ice.takeShare(user)) {
            throw ApiError.rateLimited("this user has had its share of credentials", ice.retryAfterMillis());
        }
        return ice.grant(user, ttlSeconds);
    }
}
