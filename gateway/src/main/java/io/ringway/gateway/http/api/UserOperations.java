package io.ringway.gateway.http.api;

import io.ringway.cluster.UserId;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.session.Backend;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Who is connected. Stateless; any event loop. */
final class UserOperations {
    private final Backend backend;

    UserOperations(Backend backend) {
        this.backend = backend;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("listUsers", this::list);
    }

    private Future<Reply> list(ApiCall call) {
        return backend.users(call.tenant(), call.cursor(), call.limit())
                .map(users -> Reply.ok(
                        call.page("users", users, user -> new JsonObject().put("user_id", user.id()), UserId::id)));
    }
}
