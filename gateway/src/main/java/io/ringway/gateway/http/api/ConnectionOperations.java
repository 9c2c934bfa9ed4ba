package io.ringway.gateway.http.api;

import io.ringway.cluster.Group;
import io.ringway.gateway.http.api.ApiRequest.Field;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.session.Backend;
import io.vertx.core.Future;
import java.util.Map;

/** Connections, and their end. Stateless; any event loop. */
final class ConnectionOperations {
    private final Backend backend;

    ConnectionOperations(Backend backend) {
        this.backend = backend;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("disconnect", this::disconnect);
        operations.put("moveConnection", this::move);
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
