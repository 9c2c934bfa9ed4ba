package io.ringway.gateway.http.api;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.http.api.contract.Described.Place;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.streams.Occurrence;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A call whose key is good, and which fits the document. One event loop. */
final class ApiCall {
    private static final int DEFAULT_LIMIT = 100;

    private final Asked asked;
    private final Tenant tenant;
    private final Set<String> scopes;
    private final Limits limits;
    private final Reply before;
    private @Nullable JsonObject json;

    ApiCall(Asked asked, Tenant tenant, Set<String> scopes, Limits limits) {
        this(asked, tenant, scopes, limits, Reply.NO_CONTENT);
    }

    private ApiCall(Asked asked, Tenant tenant, Set<String> scopes, Limits limits, Reply before) {
        this.asked = asked;
        this.tenant = tenant;
        this.scopes = scopes;
        this.limits = limits;
        this.before = before;
    }

    /** The same call, which was answered so before, with results of which some were temporary. */
    ApiCall after(Reply reply) {
        return new ApiCall(asked, tenant, scopes, limits, reply);
    }

    /** How it was answered before; with nothing where this is the first time. */
    Reply before() {
        return before;
    }

    Tenant tenant() {
        return tenant;
    }

    /** Fails where whoever asks has not this scope too, beside that of the operation. */
    void require(String scope, String what) {
        if (!scopes.contains(scope)) {
            throw new ApiError(ErrorCode.FORBIDDEN, what + " the scope `" + scope + "` too");
        }
    }

    Occurrence occurrence() {
        return asked.occurrence();
    }

    ApiRequest body() {
        return ApiRequest.read(tenant, limits, asked.body());
    }

    /**
     * The body of a call; its fields are of the types that the document says. Empty where there is none. Read where it is
     * asked for first.
     */
    JsonObject json() {
        JsonObject body = json;
        if (body == null) {
            byte[] bytes = asked.body();
            body = bytes.length == 0 ? new JsonObject() : new JsonObject(Buffer.buffer(bytes));
            json = body;
        }
        return body;
    }

    @Nullable
    String query(String name) {
        return asked.value(Place.QUERY, name);
    }

    /** A number in the query that the document has as one. */
    int number(String name, int absent) {
        String text = query(name);
        return text == null ? absent : Integer.parseInt(text);
    }

    String path(String name) {
        return Objects.requireNonNull(asked.value(Place.PATH, name));
    }

    Group group() {
        return group(path("group"));
    }

    Group group(String name) {
        return ApiRequest.group(tenant, limits, name);
    }

    UserId user(String id) {
        return ApiRequest.userId(tenant, id);
    }

    Cid cid() {
        return ApiRequest.cid(path("cid"));
    }

    /** Rows of a page; the document has the bounds. */
    int limit() {
        return Math.min(number("limit", DEFAULT_LIMIT), GroupQuery.MAX_LIMIT);
    }

    /** Where the page before ended; empty on the first. */
    String cursor() {
        String cursor = query("cursor");
        return cursor == null ? "" : cursor;
    }

    /** A page of rows that were asked for with this call's limit; where it is full there may be more. */
    <T> JsonObject page(String name, List<T> rows, Function<T, JsonObject> row, Function<T, String> cursor) {
        JsonArray array = new JsonArray();
        rows.forEach(item -> array.add(row.apply(item)));
        JsonObject page = new JsonObject().put(name, array);
        return rows.size() == limit() ? page.put("next", cursor.apply(rows.getLast())) : page;
    }

    /** As {@link #cursor}, where pages are in the order of connections. */
    String cidCursor() {
        String cursor = cursor();
        if (cursor.isEmpty() || Cid.parse(cursor).isPresent()) {
            return cursor;
        }
        throw notGiven();
    }

    /** What a cursor that is none is refused with. */
    static ApiError notGiven() {
        return bad("`cursor` is not one that was given");
    }

    static ApiError bad(String message) {
        return new ApiError(ErrorCode.BAD_REQUEST, message);
    }
}
