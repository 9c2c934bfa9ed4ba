package io.ringway.gateway.http.api;

import io.ringway.cluster.UserId;
import io.ringway.gateway.http.api.ApiRequest.Field;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.session.NotFound;
import io.ringway.gateway.session.backend.Backend;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Calls: begun, listed, ended, and what happened in them. Stateless; any event loop. */
final class CallOperations {
    private final Backend backend;

    CallOperations(Backend backend) {
        this.backend = backend;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("startCall", this::start);
        operations.put("listCalls", this::list);
        operations.put("getCall", this::show);
        operations.put("endCall", this::end);
    }

    private Future<Reply> start(ApiCall call) {
        ApiRequest request = call.body();
        UserId caller = request.user(Field.CALLER);
        UserId callee = request.user(Field.CALLEE);
        if (caller.equals(callee)) {
            throw ApiCall.bad("`caller` and `callee` are the same user");
        }
        BusyPolicy onBusy = request.has(Field.ON_BUSY)
                ? BusyPolicy.parseForOneCall(request.text(Field.ON_BUSY))
                        .orElseThrow(() -> ApiCall.bad("`on_busy` is ring, wait or reject"))
                : null;
        long ringMillis = request.integer(Field.RING_MS, RingOptions.MIN_TIMEOUT_MS, RingOptions.MAX_TIMEOUT_MS, 0);
        return backend.startCall(caller, callee, request.data(), new RingOptions(ringMillis, onBusy))
                .map(id -> Reply.created(new JsonObject().put("call_id", id.toString())));
    }

    private Future<Reply> list(ApiCall call) {
        String user = call.query("user_id");
        String cursor = call.cursor();
        CallId after = cursor.isEmpty()
                ? null
                : CallId.parse(cursor).orElseThrow(() -> ApiCall.bad("`cursor` is not one that was given"));
        return backend.calls(call.tenant(), user == null ? "" : call.user(user).id(), after, call.limit())
                .map(calls -> Reply.ok(call.page(
                        "calls", calls, CallAnswer::of, live -> live.call().toString())));
    }

    private Future<Reply> end(ApiCall call) {
        CallId id = CallId.parse(call.path("call_id")).orElseThrow(CallOperations::unknown);
        return backend.endCall(call.tenant(), id)
                .recover(failure -> Future.failedFuture(
                        failure instanceof NotFound
                                ? new ApiError(ErrorCode.NOT_FOUND, "no such call lives")
                                : failure))
                .map(Reply.NO_CONTENT);
    }

    private Future<Reply> show(ApiCall call) {
        CallId id = CallId.parse(call.path("call_id")).orElseThrow(CallOperations::unknown);
        return backend.call(call.tenant(), id)
                .recover(failure -> Future.failedFuture(
                        failure instanceof NotFound
                                ? unknown()
                                : new ApiError(ErrorCode.UNAVAILABLE, "the timelines of calls cannot be read")))
                .map(lines -> Reply.ok(CallAnswer.of(id, lines)));
    }

    private static ApiError unknown() {
        return new ApiError(ErrorCode.NOT_FOUND, "nothing is known of this call");
    }
}
