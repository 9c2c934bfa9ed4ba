package io.ringway.gateway.http.api;

import io.ringway.cluster.Bytes;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.http.api.contract.Described;
import io.ringway.gateway.http.api.contract.Misfit;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * One operation from its call to its answer: whose key it is, whether there is a call left for it, whether it fits the
 * document, whether it was answered before; then it is carried out. One event loop.
 */
final class ApiHandler implements Handler<RoutingContext> {
    private static final String KEY = "ringway.apiKey";
    private static final String IDEMPOTENCY_KEY = "idempotency-key";

    private final Described described;
    private final Operation operation;
    private final ErrorShape shape;
    private final ApiKeys keys;
    private final IdempotentCalls idempotent;
    private final Limits limits;

    ApiHandler(Described described, Operation operation, ApiKeys keys, IdempotentCalls idempotent, Limits limits) {
        this.described = described;
        this.operation = operation;
        this.shape = ErrorShape.of(described.path());
        this.keys = keys;
        this.idempotent = idempotent;
        this.limits = limits;
    }

    /** Before the body is read: a stranger's is not. */
    void admit(RoutingContext context) {
        try {
            ApiKeys.ApiKey key = keys.authenticate(shape.key(context.request().getHeader("authorization")));
            key.quota().take(context.response());
            key.require(described.scope());
            context.put(KEY, key);
            ApiRoutes.asJson(context);
        } catch (RuntimeException refused) {
            refuse(context, refused);
        }
    }

    @Override
    public void handle(RoutingContext context) {
        try {
            answer(context)
                    .onSuccess(reply -> send(context.response(), reply))
                    .onFailure(failure -> refuse(context, failure));
        } catch (RuntimeException refused) {
            refuse(context, refused);
        }
    }

    private Future<Reply> answer(RoutingContext context) {
        ApiKeys.ApiKey key = context.get(KEY);
        described
                .parameterMisfit((place, name) -> switch (place) {
                    case PATH -> context.pathParam(name);
                    case QUERY -> context.queryParams().get(name);
                    case HEADER -> context.request().getHeader(name);
                })
                .ifPresent(ApiHandler::refuse);
        if (described.body() != null) {
            described.body().misfit("", ApiRequest.tree(ApiCall.bytes(context))).ifPresent(ApiHandler::refuse);
        }
        ApiCall call = new ApiCall(context, key.tenant(), limits);
        String again = described.takes(IDEMPOTENCY_KEY) ? context.request().getHeader(IDEMPOTENCY_KEY) : null;
        return again == null ? operation.run(call) : once(context, call, again);
    }

    private Future<Reply> once(RoutingContext context, ApiCall call, String again) {
        Bytes print = IdempotentCalls.fingerprint(context.request().uri(), ApiCall.bytes(context));
        return idempotent.run(call.tenant(), again, print, () -> operation.run(call));
    }

    private void refuse(RoutingContext context, Throwable failure) {
        ApiError.of(failure).send(context.response(), shape);
    }

    private static void refuse(Misfit misfit) {
        boolean isName = misfit.field().equals("group") || misfit.field().endsWith(".group");
        boolean isForm = misfit.keyword().equals("type") || misfit.keyword().equals("required");
        throw new ApiError(isName && !isForm ? ErrorCode.BAD_GROUP : ErrorCode.BAD_REQUEST, misfit.message());
    }

    private static void send(HttpServerResponse response, Reply reply) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(reply.status()).putHeader("cache-control", "no-store");
        JsonObject body = reply.body();
        if (body == null) {
            ignore(response.end());
        } else {
            ignore(response.putHeader("content-type", "application/json").end(body.toBuffer()));
        }
    }

    /** A client that has gone away is nobody's concern. */
    private static void ignore(Future<Void> sent) {
        var unused = sent;
    }
}
