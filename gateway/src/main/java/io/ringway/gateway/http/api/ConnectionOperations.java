package io.ringway.gateway.http.api;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.gateway.http.api.ApiRequest.Field;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.protocol.envelope.BackendStep.Connected;
import io.ringway.gateway.protocol.envelope.BackendStep.Held;
import io.ringway.gateway.session.backend.Backend;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Connections, and their end. Stateless; any event loop. */
final class ConnectionOperations {
    private final Backend backend;

    ConnectionOperations(Backend backend) {
        this.backend = backend;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("listConnections", this::list);
        operations.put("getConnection", this::show);
        operations.put("disconnect", this::disconnect);
        operations.put("moveConnection", this::move);
    }

    private Future<Reply> list(ApiCall call) {
        String cursor = call.cursor();
        Cid after = cursor.isEmpty()
                ? null
                : Cid.parse(cursor).orElseThrow(() -> ApiCall.bad("`cursor` is not one that was given"));
        return backend.connections(call.tenant(), after, call.limit())
                .map(held -> Reply.ok(call.page(
                        "connections",
                        held,
                        ConnectionOperations::row,
                        one -> one.connection().cid().toString())));
    }

    private Future<Reply> show(ApiCall call) {
        return backend.connection(call.tenant(), call.cid()).map(held -> Reply.ok(row(held)));
    }

    private static JsonObject row(Held held) {
        return row(held.connection()).put("user_id", held.user());
    }

    static JsonObject row(Connected connection) {
        Object privateMeta = connection.privateMeta().isEmpty()
                ? null
                : Json.decodeValue(Buffer.buffer(connection.privateMeta().array()));
        return new JsonObject()
                .put("cid", connection.cid().toString())
                .put("away", connection.isParked())
                .put("token_expires_at", connection.expiresAt())
                .put("groups", new JsonArray(connection.groups()))
                .put("private_meta", privateMeta);
    }

    private Future<Reply> move(ApiCall call) {
        ApiRequest body = call.body();
        Group from = body.has(Field.FROM) ? body.group(Field.FROM) : null;
        return backend.groups().move(call.cid(), from, body.group(Field.TO)).map(Reply.NO_CONTENT);
    }

    private Future<Reply> disconnect(ApiCall call) {
        return backend.disconnect(call.tenant(), call.cid()).map(Reply.NO_CONTENT);
    }
}
