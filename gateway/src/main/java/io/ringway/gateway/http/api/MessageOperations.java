package io.ringway.gateway.http.api;

import io.ringway.cluster.UserId;
import io.ringway.gateway.http.api.ApiRequest.Field;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.session.backend.Backend;
import io.ringway.gateway.session.messages.Reached;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** Messages from the backend. Stateless; any event loop. */
final class MessageOperations {
    private static final String SYSTEM = "system";

    private final Backend backend;

    MessageOperations(Backend backend) {
        this.backend = backend;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("sendMessage", this::send);
    }

    private Future<Reply> send(ApiCall call) {
        ApiRequest request = call.body();
        UserId from = request.has(Field.FROM) ? request.user(Field.FROM) : new UserId(request.tenant(), SYSTEM);
        if (request.isList(Field.TO)) {
            List<ApiRequest> all = request.objects(Field.TO);
            // One after the other for one address; nothing is promised between two.
            return Batches.inOrder(
                            call,
                            all,
                            MessageOperations::address,
                            to -> one(request, to, from, call.occurrence().part(all.indexOf(to))))
                    .map(results -> Reply.ok(new JsonObject().put("results", results)));
        }
        return one(request, request.object(Field.TO), from, call.occurrence().part(0))
                .map(Reply::ok);
    }

    private static String address(ApiRequest to) {
        return to.has(Field.GROUP)
                ? "group\n" + to.text(Field.GROUP)
                : to.has(Field.USER_ID) ? "user\n" + to.text(Field.USER_ID) : "cid\n" + to.text(Field.CID);
    }

    private Future<JsonObject> one(ApiRequest request, ApiRequest to, UserId from, String key) {
        return delivery(request, to, from, key).map(reached -> {
            JsonObject json = new JsonObject().put("delivered", reached.connections());
            return reached.pushed() == 0 ? json : json.put("pushed", reached.pushed());
        });
    }

    private Future<Reached> delivery(ApiRequest request, ApiRequest to, UserId from, String key) {
        boolean group = to.has(Field.GROUP);
        boolean user = to.has(Field.USER_ID);
        boolean cid = to.has(Field.CID);
        if (group && !user && !cid) {
            return backend.publish(to.group(), from, request.content(), key).map(count -> new Reached(count, 0));
        }
        if (user && !group && !cid) {
            return backend.send(
                    to.user(Field.USER_ID),
                    from,
                    request.content(),
                    request.has(Field.NOTIFICATION)
                            ? request.object(Field.NOTIFICATION).notification()
                            : null);
        }
        if (cid && !group && !user) {
            return backend.send(to.cid(), from, request.content()).map(count -> new Reached(count, 0));
        }
        throw ApiCall.bad("`to` must have exactly one of group, user_id, cid");
    }
}
