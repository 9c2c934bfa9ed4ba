package io.ringway.gateway.http.api;

import io.ringway.cluster.Cid;
import io.ringway.gateway.http.api.ApiRequest.Field;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.protocol.Names;
import io.ringway.gateway.protocol.StateEntry;
import io.ringway.gateway.session.backend.Groups;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The state of groups, key by key. Stateless; any event loop. */
final class StateOperations {
    private static final int MAX_TTL_S = 31_536_000;

    private final Groups groups;

    StateOperations(Groups groups) {
        this.groups = groups;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("getState", this::all);
        operations.put("deleteState", this::clear);
        operations.put("getStateKey", this::one);
        operations.put("putStateKey", this::put);
        operations.put("deleteStateKey", this::delete);
    }

    private Future<Reply> all(ApiCall call) {
        return groups.state(call.group()).map(entries -> {
            JsonArray state = new JsonArray();
            entries.forEach(entry -> state.add(row(entry)));
            return Reply.ok(new JsonObject().put("group", call.group().name()).put("state", state));
        });
    }

    private Future<Reply> one(ApiCall call) {
        return groups.state(call.group(), key(call)).map(entry -> Reply.ok(row(entry)));
    }

    private Future<Reply> put(ApiCall call) {
        ApiRequest body = call.body();
        Cid owner = body.has(Field.CID) ? body.cid() : null;
        long ttlMillis = 1_000 * body.integer(Field.TTL_S, 1, MAX_TTL_S, 0);
        return groups.setState(call.group(), key(call), body.raw(Field.VALUE), ttlMillis, owner)
                .map(entry -> Reply.ok(row(entry)));
    }

    private Future<Reply> delete(ApiCall call) {
        return groups.deleteState(call.group(), key(call)).map(Reply.NO_CONTENT);
    }

    private Future<Reply> clear(ApiCall call) {
        return groups.clearState(call.group()).map(Reply.NO_CONTENT);
    }

    private static String key(ApiCall call) {
        String key = call.path("key");
        if (!Names.isKey(key)) {
            throw ApiCall.bad("a key has 1 to " + Names.KEY_CHARS + " characters, none of control");
        }
        return key;
    }

    private static JsonObject row(StateEntry entry) {
        return new JsonObject()
                .put("key", entry.key())
                .put("value", Json.decodeValue(Buffer.buffer(entry.value().array())))
                .put("version", entry.version())
                .put("expires_at", entry.expiresAt())
                .put("cid", entry.owner() == null ? null : entry.owner().toString());
    }
}
