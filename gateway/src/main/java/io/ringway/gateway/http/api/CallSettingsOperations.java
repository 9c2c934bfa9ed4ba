package io.ringway.gateway.http.api;

import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.CallChoices;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.session.backend.Backend;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Whom a user blocks, and what becomes of calls while he is in one. Stateless; any event loop. */
final class CallSettingsOperations {
    private final Backend backend;

    CallSettingsOperations(Backend backend) {
        this.backend = backend;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("getCallSettings", this::show);
        operations.put("putCallSettings", this::put);
    }

    private Future<Reply> show(ApiCall call) {
        return backend.callChoices(call.user(call.path("user_id"))).map(CallSettingsOperations::reply);
    }

    private Future<Reply> put(ApiCall call) {
        UserId user = call.user(call.path("user_id"));
        Set<String> blocked = new TreeSet<>();
        for (Object id : call.json().getJsonArray("blocked")) {
            blocked.add(call.user(String.valueOf(id)).id());
        }
        if (blocked.contains(user.id())) {
            throw ApiCall.bad("nobody blocks himself");
        }
        String onBusy = call.json().getString("on_busy");
        BusyPolicy policy = onBusy == null ? null : BusyPolicy.parse(onBusy).orElseThrow();
        CallChoices wanted = new CallChoices(List.copyOf(blocked), policy);
        return backend.choose(user, wanted).map(done -> reply(wanted));
    }

    private static Reply reply(CallChoices choices) {
        BusyPolicy onBusy = choices.onBusy();
        return Reply.ok(new JsonObject()
                .put("blocked", new JsonArray(choices.blocked()))
                .put("on_busy", onBusy == null ? null : onBusy.code()));
    }
}
