package io.ringway.gateway.http.api;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.http.api.contract.Described;
import io.ringway.gateway.http.api.contract.Described.Place;
import io.ringway.gateway.http.api.contract.Misfit;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.streams.Occurrence;
import io.vertx.core.Future;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Takes the calls of one operation, whose right to it is known: whether one fits the document, whether it was answered
 * before; then it is carried out. One event loop.
 */
final class Clerk {
    private static final String IDEMPOTENCY_KEY = "idempotency-key";

    private final Described described;
    private final Operation operation;
    private final IdempotentCalls idempotent;
    private final Limits limits;

    Clerk(Described described, Operation operation, IdempotentCalls idempotent, Limits limits) {
        this.described = described;
        this.operation = operation;
        this.idempotent = idempotent;
        this.limits = limits;
    }

    /**
     * Completes with the answer, or fails, or throws, with what {@link ApiError#of} understands.
     *
     * @param scopes of whoever asks; the one that the operation needs is among them
     */
    Future<Reply> serve(Asked asked, Tenant tenant, Set<String> scopes) {
        described.parameterMisfit(asked::value).ifPresent(Clerk::refuse);
        if (ErrorShape.of(described.path()) == ErrorShape.PLAIN) {
            described.unknown(asked.queryNames()).ifPresent(Clerk::refuse);
        }
        if (described.body() != null && (described.isBodyRequired() || asked.hasBody())) {
            described.body().misfit("", asked.tree()).ifPresent(Clerk::refuse);
        }
        ApiCall call = new ApiCall(asked, tenant, scopes, limits);
        String again = described.takes(IDEMPOTENCY_KEY) ? asked.value(Place.HEADER, IDEMPOTENCY_KEY) : null;
        return again == null ? operation.run(call) : once(asked, call, again);
    }

    private Future<Reply> once(Asked asked, ApiCall call, String again) {
        Bytes print = IdempotentCalls.fingerprint(asked.target(), asked.body());
        // A stream tries again by itself what was temporary, under keys of its own.
        Predicate<Reply> isOpen = asked.occurrence().equals(Occurrence.NONE) ? Batches::isOpen : reply -> false;
        return idempotent.run(
                call.tenant(),
                again,
                new IdempotentCalls.Call(print, described.isSecret(), described.isRepeatable(), isOpen),
                before -> operation.run(before == null ? call : call.after(before)));
    }

    private static void refuse(Misfit misfit) {
        boolean isName = misfit.field().equals("group") || misfit.field().endsWith(".group");
        boolean isForm = misfit.keyword().equals("type") || misfit.keyword().equals("required");
        throw new ApiError(isName && !isForm ? ErrorCode.BAD_GROUP : ErrorCode.BAD_REQUEST, misfit.message());
    }
}
