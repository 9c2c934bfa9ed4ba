package io.ringway.gateway.http.api;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.config.TurnKeyConfig;
import io.ringway.gateway.http.Answers;
import io.ringway.gateway.ice.IceServers;
import io.ringway.gateway.ice.TurnGrant;
import io.ringway.gateway.ice.TurnServer;
import io.ringway.gateway.limits.Rate;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.session.backend.Backend;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * TURN credentials for backends, in the two shapes that code for them is written against: Cloudflare's, and that of
 * draft-uberti-behave-turn-rest-00. Any event loop.
 */
public final class TurnRoutes {
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;
    private static final int MAX_NAME_CHARS = 1_024;
    private static final String CREDENTIALS = "/v1/turn/keys/:keyId/credentials/";
    /** Names have a slash, and code for Cloudflare's, which have none, puts them into the path as they are. */
    private static final String REVOKE = "/v1/turn/keys/(?<keyId>[^/]+)/credentials/(?<username>.+)/revoke";

    private final TurnKeys keys;
    private final IceServers ice;
    private final Backend backend;

    /** @param rate of calls with one key */
    public TurnRoutes(List<TurnKeyConfig> keys, Rate rate, IceServers ice, Backend backend) {
        this.keys = new TurnKeys(keys, rate);
        this.ice = ice;
        this.backend = backend;
    }

    public void mount(Router router) {
        ApiRoutes.bodies(router, "/v1/turn/*");
        post(router, "generate-ice-servers", generating(TurnRoutes::iceServers));
        post(router, "generate", generating(TurnRoutes::oneServer));
        ApiRoutes.atAll(router, HttpMethod.POST, REVOKE, answered(this::revoke));
        ApiRoutes.at(router, HttpMethod.GET, "/turn/credentials", answered(this::rest));
        ForeignTurnKeys.addTo(router);
    }

    private static void post(Router router, String name, Work work) {
        ApiRoutes.at(router, HttpMethod.POST, CREDENTIALS + name, answered(work));
    }

    /** Answers a call by itself, or fails with what the caller is told. */
    private interface Work {
        Future<?> run(RoutingContext call);
    }

    private static Handler<RoutingContext> answered(Work work) {
        return call -> {
            try {
                work.run(call).onFailure(failure -> ApiError.of(failure).send(call.response()));
            } catch (RuntimeException refused) {
                ApiError.of(refused).send(call.response());
            }
        };
    }

    private Tenant tenant(RoutingContext call) {
        return admit(
                call,
                keys.find(
                        call.pathParam("keyId"), IceRoute.bearer(call.request().getHeader("authorization"))),
                new ApiError(ErrorCode.BAD_TOKEN, "a TURN key and its secret are needed"));
    }

    private static Tenant admit(RoutingContext call, Optional<TurnKeys.TurnKey> found, ApiError refusal) {
        TurnKeys.TurnKey key = found.orElseThrow(() -> refusal);
        key.quota().take(call.response());
        return key.tenant();
    }

    private Work generating(Function<TurnGrant, Object> shape) {
        return call -> {
            Tenant tenant = tenant(call);
            Buffer body = call.body().buffer();
            TurnRequest request = TurnRequest.read(body == null ? new byte[0] : body.getBytes(), ice.ttlSeconds());
            return grant(tenant, request.customIdentifier(), request.ttlSeconds())
                    .onSuccess(grant -> Answers.json(
                            call.response(), CREATED, new JsonObject().put("iceServers", shape.apply(grant))));
        };
    }

    private static JsonArray iceServers(TurnGrant grant) {
        JsonArray servers = new JsonArray();
        if (!grant.stun().isEmpty()) {
            servers.add(IceServers.server(grant.stun(), null));
        }
        grant.turn().forEach(server -> servers.add(IceServers.server(server.urls(), server.credentials())));
        return servers;
    }

    /** As the older form has it: STUN among the URLs of the one server. */
    private static JsonObject oneServer(TurnGrant grant) {
        List<String> urls = new ArrayList<>(grant.stun());
        urls.addAll(grant.server().urls());
        return IceServers.server(urls, grant.server().credentials());
    }

    private Future<Void> revoke(RoutingContext call) {
        Tenant tenant = tenant(call);
        String username = call.pathParam("username");
        if (username.isEmpty() || username.length() > MAX_NAME_CHARS) {
            throw new ApiError(ErrorCode.NOT_FOUND, "no such credentials");
        }
        return ice.takeBack(tenant, username, () -> backend.turn().owners(tenant, username))
                .onSuccess(known -> {
                    backend.turn().takenBack(tenant, username, known);
                    call.response().setStatusCode(NO_CONTENT).end();
                })
                .mapEmpty();
    }

    private Future<TurnGrant> rest(RoutingContext call) {
        if (!"turn".equals(call.queryParams().get("service"))) {
            throw new ApiError(ErrorCode.BAD_REQUEST, "`service` must be turn");
        }
        String api = call.queryParams().get("api");
        Tenant tenant = admit(
                call,
                keys.find(api == null ? call.queryParams().get("key") : api),
                new ApiError(ErrorCode.FORBIDDEN, "`api` or `key` must be the secret of a TURN key"));
        return grant(tenant, call.queryParams().get("username"), ice.ttlSeconds())
                .onSuccess(grant -> Answers.json(call.response(), 200, rest(grant.server(), ice.secondsLeft(grant))));
    }

    private static JsonObject rest(TurnServer server, long ttl) {
        return new JsonObject()
                .put("username", server.credentials().username())
                .put("password", server.credentials().password())
                .put("ttl", ttl)
                .put("uris", new JsonArray(server.urls()));
    }

    /** Without an identifier there is nobody to count for: whoever has the key answers for it. */
    private Future<TurnGrant> grant(Tenant tenant, @Nullable String identifier, long ttlSeconds) {
        return identifier == null || identifier.isEmpty()
                ? ice.grant(new UserId(tenant, UUID.randomUUID().toString()), false, ttlSeconds)
                : ice.grant(ApiRequest.userId(tenant, identifier), true, ttlSeconds);
    }
}
