package io.ringway.gateway.http.api;

import io.ringway.gateway.http.api.contract.ApiDocument;
import io.ringway.gateway.http.api.contract.Described;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.streams.Occurrence;
import io.ringway.gateway.streams.Paths;
import io.ringway.gateway.streams.Performer;
import io.ringway.gateway.streams.StreamCall;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the backend API that do something, for streams: held against the same document, and carried out by the same
 * operations. What only looks, and what answers with a secret, which a stream would keep, is refused. One event loop.
 */
final class StreamedCalls implements Performer {
    private final List<Served> all = new ArrayList<>();

    /** An operation, and the steps of its path. */
    private record Served(Described described, List<String> steps, Clerk clerk) {
        /** The parameters in a path, or null where it is another one. */
        @Nullable
        Map<String, String> match(List<String> given) {
            if (given.size() != steps.size()) {
                return null;
            }
            Map<String, String> parameters = new HashMap<>();
            for (int i = 0; i < steps.size(); i++) {
                String step = steps.get(i);
                if (step.startsWith("{")) {
                    parameters.put(step.substring(1, step.length() - 1), Paths.decoded(given.get(i)));
                } else if (!step.equals(given.get(i))) {
                    return null;
                }
            }
            return parameters;
        }
    }

    StreamedCalls(Map<String, Operation> operations, IdempotentCalls idempotent, Limits limits) {
        for (Described described : ApiDocument.packed().operations()) {
            Operation operation = operations.get(described.id());
            boolean isForKeys = described.security().equals(ApiRoutes.API_KEY);
            if (isForKeys && operation != null && !described.method().equals(HttpMethod.GET)) {
                Clerk clerk = new Clerk(described, operation, idempotent, limits);
                all.add(new Served(described, List.of(described.path().split("/", -1)), clerk));
            }
        }
    }

    @Override
    public Future<Outcome> perform(StreamCall call, Set<String> scopes, Occurrence occurrence) {
        try {
            return serve(call, scopes, occurrence)
                    .<Outcome>map(reply -> new Outcome.Answered(reply.status(), reply.body()))
                    .recover(failure -> Future.succeededFuture(refused(failure)));
        } catch (RuntimeException refusal) {
            return Future.succeededFuture(refused(refusal));
        }
    }

    private Future<Operation.Reply> serve(StreamCall call, Set<String> scopes, Occurrence occurrence) {
        String[] parts = call.call().split(" ", 2);
        List<String> steps = List.of(parts[parts.length - 1].split("/", -1));
        for (Served served : all) {
            Map<String, String> path = served.described().method().name().equals(parts[0]) ? served.match(steps) : null;
            if (path != null) {
                if (!scopes.contains(served.described().scope())) {
                    throw new ApiError(ErrorCode.FORBIDDEN, "this stream may not be used for that");
                }
                if (served.described().isSecret()) {
                    throw new ApiError(ErrorCode.FORBIDDEN, "the answer would be a secret, and kept in a stream");
                }
                return served.clerk().serve(new EntryAsked(call, path, occurrence), call.tenant(), scopes);
            }
        }
        throw ApiCall.bad("`call` is none of the backend API that does something, such as POST /v1/presence");
    }

    private static Outcome refused(Throwable failure) {
        ApiError error = ApiError.of(failure);
        return new Outcome.Refused(
                error.status(), error.json(), error.code(), String.valueOf(error.getMessage()), error.isTemporary());
    }
}
