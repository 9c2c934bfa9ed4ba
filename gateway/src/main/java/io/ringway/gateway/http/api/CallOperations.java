package io.ringway.gateway.http.api;

import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.session.Backend;
import io.ringway.gateway.session.NotFound;
import io.vertx.core.Future;
import java.util.Map;

/** Calls, and what happened in them. Stateless; any event loop. */
final class CallOperations {
    private final Backend backend;

    CallOperations(Backend backend) {
        this.backend = backend;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("getCall", this::show);
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
