package io.ringway.gateway.http.api;

import io.ringway.gateway.auth.TokenMinter;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.session.Backend;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the backend API does, by subject.
 *
 * @param minter null where the gateway has no secret to sign with
 */
public record BackendApi(
        Backend backend,
        ApiKeys keys,
        IdempotentCalls idempotent,
        @Nullable TokenMinter minter,
        Limits limits) {
    /** The routes of one event loop. */
    public ApiRoutes routes() {
        Map<String, Operation> operations = new HashMap<>();
        new TokenOperations(minter).addTo(operations);
        new PresenceOperations(backend).addTo(operations);
        new MessageOperations(backend).addTo(operations);
        new GroupOperations(backend).addTo(operations);
        new UserOperations(backend).addTo(operations);
        new ConnectionOperations(backend).addTo(operations);
        new CallOperations(backend).addTo(operations);
        return new ApiRoutes(keys, idempotent, limits, operations);
    }
}
