package io.ringway.gateway.http.api;

import io.ringway.cluster.UserId;
import io.ringway.gateway.http.api.ApiRequest.Field;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Notification;
import io.ringway.gateway.push.PushDesk;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** Pushes from the backend. Stateless; any event loop. */
final class PushOperations {
    private static final int ACCEPTED = 202;
    private static final long RETRY_MILLIS = 10_000;

    private final PushDesk desk;

    PushOperations(PushDesk desk) {
        this.desk = desk;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("push", this::push);
    }

    private Future<Reply> push(ApiCall call) {
        ApiRequest request = call.body();
        if (!desk.isOn()) {
            throw off();
        }
        Notification notification = request.notification();
        boolean all = request.bool(Field.ALL);
        if (all == request.has(Field.USER_IDS)) {
            throw ApiCall.bad("exactly one of `user_ids` and `all: true` is needed");
        }
        if (all) {
            return desk.notifyAll(request.tenant(), notification, null).map(taken -> {
                if (!taken) {
                    throw ApiError.rateLimited("too many pushes to all users wait already", RETRY_MILLIS);
                }
                return new Reply(ACCEPTED, new JsonObject());
            });
        }
        List<UserId> users =
                request.texts(Field.USER_IDS).stream().map(call::user).toList();
        return desk.notify(users, notification, null)
                .map(count -> new Reply(ACCEPTED, new JsonObject().put("pushed", count)));
    }

    static ApiError off() {
        return new ApiError(ErrorCode.NOT_FOUND, "push is off on this server: it has no keys (push.vapid_public_key)");
    }
}
