package io.ringway.gateway.http.api;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.Member;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.TokenMinter;
import io.ringway.gateway.config.ApiKeyConfig.Scope;
import io.ringway.gateway.http.Answers;
import io.ringway.gateway.http.api.ApiRequest.Field;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.session.Backend;
import io.ringway.gateway.session.NotFound;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The backend API as {@code webroot/spec/openapi.yaml} describes it. Stateless; any event loop. */
public final class ApiRoutes {
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;
    private static final int NOT_ALLOWED = 405;
    private static final int DEFAULT_LIMIT = 100;
    private static final long DEFAULT_TTL_S = 3_600;
    private static final long MAX_TTL_S = 86_400;

    /** Room in a body for everything that is not content. */
    private static final int FRAME_ROOM = 16_384;

    private static final String SYSTEM = "system";

    private final Backend backend;
    private final ApiKeys keys;
    private final @Nullable TokenMinter minter;
    private final Limits limits;

    /** @param minter null where the gateway has no secret to sign with */
    public ApiRoutes(Backend backend, ApiKeys keys, @Nullable TokenMinter minter, Limits limits) {
        this.backend = backend;
        this.keys = keys;
        this.minter = minter;
        this.limits = limits;
    }

    public void mount(Router router) {
        BodyHandler body = BodyHandler.create(false).setBodyLimit(limits.contentBytes() + FRAME_ROOM);
        router.post("/v1/*").handler(ApiRoutes::asJson);
        router.post("/v1/*").handler(body);
        at(router, HttpMethod.POST, "/v1/tokens", posted(Scope.TOKENS, CREATED, this::mint));
        at(router, HttpMethod.POST, "/v1/presence", posted(Scope.PRESENCE, 200, this::presence));
        at(router, HttpMethod.POST, "/v1/messages", posted(Scope.MESSAGES, 200, this::message));
        at(router, HttpMethod.GET, "/v1/groups", asked(Scope.READ, this::groups));
        at(router, HttpMethod.GET, "/v1/groups/:group/members", asked(Scope.READ, this::members));
        at(router, HttpMethod.GET, "/v1/users", asked(Scope.READ, this::users));
        at(router, HttpMethod.GET, "/v1/calls/:call", asked(Scope.READ, this::call));
        at(router, HttpMethod.DELETE, "/v1/connections/:cid", this::disconnect);
        router.get("/v1/openapi.yaml").handler(call -> call.reroute("/spec/openapi.yaml"));
        router.get("/v1/asyncapi.yaml").handler(call -> call.reroute("/spec/asyncapi.yaml"));
    }

    /** A body is JSON whatever its header says: what curl sends by default, a form, would be taken apart. */
    private static void asJson(RoutingContext call) {
        call.request().headers().set("content-type", "application/json");
        call.next();
    }

    /** The handler of one method; every other method is told so. */
    static void at(Router router, HttpMethod method, String path, Handler<RoutingContext> handler) {
        router.route(method, path).handler(handler);
        router.route(path)
                .handler(call -> Answers.error(
                        call.response().putHeader("allow", method.name()),
                        NOT_ALLOWED,
                        ErrorCode.BAD_REQUEST,
                        method.name() + " is the only method here"));
    }

    private interface Query {
        Future<JsonObject> run(RoutingContext call, Tenant tenant);
    }

    private Handler<RoutingContext> posted(Scope scope, int status, Function<ApiRequest, Future<JsonObject>> work) {
        return call -> answer(call, status, scope, tenant -> {
            Buffer body = call.body().buffer();
            byte[] bytes = body == null ? new byte[0] : body.getBytes();
            return work.apply(ApiRequest.read(tenant, limits, bytes));
        });
    }

    private Handler<RoutingContext> asked(Scope scope, Query query) {
        return call -> answer(call, 200, scope, tenant -> query.run(call, tenant));
    }

    private void answer(
            RoutingContext call, int status, Scope scope, Function<Tenant, Future<@Nullable JsonObject>> work) {
        try {
            work.apply(keys.authorize(call.request().getHeader("authorization"), scope))
                    .onSuccess(answer -> end(call, status, answer))
                    .onFailure(failure -> ApiError.of(failure).send(call.response()));
        } catch (RuntimeException refused) {
            ApiError.of(refused).send(call.response());
        }
    }

    private static void end(RoutingContext call, int status, @Nullable JsonObject answer) {
        call.response().setStatusCode(status).putHeader("cache-control", "no-store");
        if (answer == null) {
            call.response().end();
        } else {
            call.response().putHeader("content-type", "application/json").end(answer.toBuffer());
        }
    }

    private Future<JsonObject> call(RoutingContext call, Tenant tenant) {
        CallId id = CallId.parse(call.pathParam("call"))
                .orElseThrow(() -> new ApiError(ErrorCode.NOT_FOUND, "nothing is known of this call"));
        return backend.call(tenant, id)
                .recover(failure -> Future.failedFuture(
                        failure instanceof NotFound
                                ? new ApiError(ErrorCode.NOT_FOUND, "nothing is known of this call")
                                : new ApiError(ErrorCode.UNAVAILABLE, "the timelines of calls cannot be read")))
                .map(lines -> CallAnswer.of(id, lines));
    }

    private Future<JsonObject> mint(ApiRequest request) {
        if (minter == null) {
            throw new ApiError(ErrorCode.UNAVAILABLE, "this gateway has no auth.hs256_secret to sign with");
        }
        Duration ttl = Duration.ofSeconds(request.integer(Field.TTL_S, 1, MAX_TTL_S, DEFAULT_TTL_S));
        TokenMinter.Minted minted = mint(minter, request.user(Field.USER_ID), request.json(Field.GRANTS), ttl);
        return Future.succeededFuture(
                new JsonObject().put("token", minted.token()).put("expires_at", minted.expiresAtMillis()));
    }

    private static TokenMinter.Minted mint(TokenMinter minter, UserId user, @Nullable String grants, Duration ttl) {
        try {
            return minter.mint(user, grants, ttl);
        } catch (IllegalArgumentException notGrants) {
            throw new ApiError(ErrorCode.BAD_REQUEST, "`grants`: " + notGrants.getMessage());
        }
    }

    private Future<JsonObject> presence(ApiRequest request) {
        Group group = request.group();
        UserId user = request.user(Field.USER_ID);
        Future<Cid> done = switch (request.text(Field.EVENT)) {
            case "joined" -> backend.join(group, user, request.meta());
            case "updated" -> backend.update(group, user, request.meta());
            case "left" -> backend.leave(group, user);
            default -> throw new ApiError(ErrorCode.BAD_REQUEST, "`event` must be one of joined, updated, left");
        };
        return done.map(cid -> new JsonObject().put("cid", cid.toString()));
    }

    private Future<JsonObject> message(ApiRequest request) {
        ApiRequest to = request.object(Field.TO);
        UserId from = request.has(Field.FROM) ? request.user(Field.FROM) : new UserId(request.tenant(), SYSTEM);
        return delivery(request, to, from).map(count -> new JsonObject().put("delivered", count));
    }

    private Future<Integer> delivery(ApiRequest request, ApiRequest to, UserId from) {
        boolean group = to.has(Field.GROUP);
        boolean user = to.has(Field.USER_ID);
        boolean cid = to.has(Field.CID);
        if (group && !user && !cid) {
            return backend.publish(to.group(), from, request.content());
        }
        if (user && !group && !cid) {
            return backend.send(to.user(Field.USER_ID), from, request.content());
        }
        if (cid && !group && !user) {
            return backend.send(to.cid(), from, request.content());
        }
        throw new ApiError(ErrorCode.BAD_REQUEST, "`to` must have exactly one of group, user_id, cid");
    }

    private Future<JsonObject> groups(RoutingContext call, Tenant tenant) {
        String prefix = call.queryParams().get("prefix");
        String cursor = call.queryParams().get("cursor");
        int limit = limit(call);
        GroupQuery query = new GroupQuery(
                tenant,
                GroupQuery.Key.NAME,
                prefix == null ? new GroupQuery.Filter.All() : new GroupQuery.Filter.NamePrefix(prefix),
                true,
                limit,
                cursor == null ? null : new GroupCount(ApiRequest.group(tenant, limits, cursor), 0));
        return backend.groups(query)
                .map(rows -> page(
                        "groups",
                        rows,
                        limit,
                        ApiRoutes::row,
                        row -> row.group().name()));
    }

    private static JsonObject row(GroupCount row) {
        return new JsonObject().put("group", row.group().name()).put("members", row.members());
    }

    private Future<JsonObject> users(RoutingContext call, Tenant tenant) {
        String cursor = call.queryParams().get("cursor");
        int limit = limit(call);
        return backend.users(tenant, cursor == null ? "" : cursor, limit)
                .map(rows ->
                        page("users", rows, limit, user -> new JsonObject().put("user_id", user.id()), UserId::id));
    }

    private static <T> JsonObject page(
            String name, List<T> rows, int limit, Function<T, JsonObject> row, Function<T, String> cursor) {
        JsonArray array = new JsonArray();
        rows.forEach(item -> array.add(row.apply(item)));
        JsonObject page = new JsonObject().put(name, array);
        return rows.size() == limit ? page.put("next", cursor.apply(rows.getLast())) : page;
    }

    private Future<JsonObject> members(RoutingContext call, Tenant tenant) {
        Group group = ApiRequest.group(tenant, limits, call.pathParam("group"));
        return backend.members(group).map(members -> {
            JsonArray array = new JsonArray();
            members.forEach(member -> array.add(row(member)));
            return new JsonObject().put("members", array);
        });
    }

    private static JsonObject row(Member member) {
        Object meta = member.meta().isEmpty()
                ? null
                : Json.decodeValue(Buffer.buffer(member.meta().array()));
        return new JsonObject()
                .put("cid", member.cid().toString())
                .put("user_id", member.user().id())
                .put("meta", meta);
    }

    private void disconnect(RoutingContext call) {
        answer(
                call,
                NO_CONTENT,
                Scope.DISCONNECT,
                tenant -> backend.disconnect(tenant, ApiRequest.cid(call.pathParam("cid")))
                        .mapEmpty());
    }

    private static int limit(RoutingContext call) {
        String text = call.queryParams().get("limit");
        try {
            int limit = text == null ? DEFAULT_LIMIT : Integer.parseInt(text);
            if (limit >= 1 && limit <= GroupQuery.MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException notANumber) {
            // said below, like any other limit that is none
        }
        throw new ApiError(ErrorCode.BAD_REQUEST, "`limit` must be an integer from 1 to " + GroupQuery.MAX_LIMIT);
    }
}
