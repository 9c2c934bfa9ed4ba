package io.ringway.gateway.http.api;

import io.ringway.gateway.http.api.ApiRequest.Field;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a token is to grant, as a call may say it: the claim itself, or its groups and actions. */
final class TokenGrants {
    private TokenGrants() {}

    /** The claim as JSON; null for the default grants. */
    static @Nullable String of(ApiRequest request) {
        boolean isShort = request.has(Field.GROUPS) || request.has(Field.ACTIONS);
        if (!isShort) {
            return request.json(Field.GRANTS);
        }
        if (request.has(Field.GRANTS)) {
            throw ApiCall.bad("either `grants`, or `groups` and `actions`");
        }
        return new JsonObject()
                .put("groups", groups(request))
                .put("actions", new JsonArray(request.has(Field.ACTIONS) ? request.texts(Field.ACTIONS) : List.of()))
                .encode();
    }

    /** A list of patterns grants everything in them. */
    private static JsonObject groups(ApiRequest request) {
        if (!request.has(Field.GROUPS)) {
            return new JsonObject();
        }
        if (request.isObject(Field.GROUPS)) {
            return new JsonObject(String.valueOf(request.json(Field.GROUPS)));
        }
        JsonObject groups = new JsonObject();
        request.texts(Field.GROUPS).forEach(pattern -> groups.put(pattern, new JsonArray().add("*")));
        return groups;
    }
}
