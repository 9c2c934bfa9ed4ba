package io.ringway.gateway.http.api;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.UserId;
import io.ringway.gateway.http.api.ApiRequest.Field;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.session.Backend;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** What the backend says of who is where. Stateless; any event loop. */
final class PresenceOperations {
    private final Backend backend;

    PresenceOperations(Backend backend) {
        this.backend = backend;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("postPresence", call -> event(call.body()).map(Reply::ok));
    }

    private Future<JsonObject> event(ApiRequest event) {
        Group group = event.group();
        UserId user = event.user(Field.USER_ID);
        Future<Cid> done = switch (event.text(Field.EVENT)) {
            case "joined" -> backend.join(group, user, event.meta());
            case "updated" -> backend.update(group, user, event.meta());
            case "left" -> backend.leave(group, user);
            default -> throw ApiCall.bad("`event` is none that there is");
        };
        return done.map(cid -> new JsonObject().put("cid", cid.toString()));
    }
}
