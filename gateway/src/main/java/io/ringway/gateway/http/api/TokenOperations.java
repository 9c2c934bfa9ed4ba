package io.ringway.gateway.http.api;

import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.TokenMinter;
import io.ringway.gateway.http.api.ApiRequest.Field;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tokens for users. Stateless; any event loop. */
final class TokenOperations {
    private static final long DEFAULT_TTL_S = 3_600;
    private static final long MAX_TTL_S = 86_400;

    private final @Nullable TokenMinter minter;

    /** @param minter null where the gateway has no secret to sign with */
    TokenOperations(@Nullable TokenMinter minter) {
        this.minter = minter;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("mintToken", this::mint);
    }

    private Future<Reply> mint(ApiCall call) {
        if (minter == null) {
            throw new ApiError(ErrorCode.UNAVAILABLE, "this gateway has no auth.hs256_secret to sign with");
        }
        ApiRequest request = call.body();
        Duration ttl = Duration.ofSeconds(request.integer(Field.TTL_S, 1, MAX_TTL_S, DEFAULT_TTL_S));
        TokenMinter.Minted minted = mint(minter, request.user(Field.USER_ID), request.json(Field.GRANTS), ttl);
        return Future.succeededFuture(Reply.created(
                new JsonObject().put("token", minted.token()).put("expires_at", minted.expiresAtMillis())));
    }

    private static TokenMinter.Minted mint(TokenMinter minter, UserId user, @Nullable String grants, Duration ttl) {
        try {
            return minter.mint(user, grants, ttl);
        } catch (IllegalArgumentException notGrants) {
            throw ApiCall.bad("`grants`: " + notGrants.getMessage());
        }
    }
}
