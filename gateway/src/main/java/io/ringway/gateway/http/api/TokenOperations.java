package io.ringway.gateway.http.api;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.auth.Revocation;
import io.ringway.gateway.auth.TokenMinter;
import io.ringway.gateway.http.api.ApiRequest.Field;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.protocol.Names;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;

/** Tokens for users: made, made again, and taken back. Stateless; any event loop. */
final class TokenOperations {
    private static final long DEFAULT_TTL_S = 3_600;
    private static final long MAX_TTL_S = 86_400;
    private static final int MAX_META_BYTES = 1_024;

    private final Kit kit;
    private final TokenGrants grants;

    TokenOperations(Kit kit) {
        this.kit = kit;
        this.grants = new TokenGrants(kit);
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("mintToken", this::mint);
        operations.put("refreshToken", this::refresh);
        operations.put("revokeTokens", this::revoke);
    }

    private TokenMinter minter() {
        TokenMinter minter = kit.minter();
        if (minter == null) {
            throw ApiError.notNow("this gateway has no auth.hs256_secret to sign with");
        }
        return minter;
    }

    /** No longer than this gateway takes a token. */
    private Duration ttl(ApiRequest request) {
        Duration asked = Duration.ofSeconds(request.integer(Field.TTL_S, 1, MAX_TTL_S, DEFAULT_TTL_S));
        return asked.compareTo(kit.longestToken()) > 0 ? kit.longestToken() : asked;
    }

    private Future<Reply> mint(ApiCall call) {
        ApiRequest request = call.body();
        TokenMinter minter = minter();
        UserId user = request.user(Field.USER_ID);
        Bytes meta = request.bounded(Field.META, MAX_META_BYTES);
        Bytes privateMeta = request.bounded(Field.PRIVATE_META, MAX_META_BYTES);
        Duration ttl = ttl(request);
        return grants.of(request).compose(granted -> {
            try {
                return minted(minter.mint(user, granted.claim(), meta, privateMeta, within(ttl, granted.until())));
            } catch (IllegalArgumentException notGrants) {
                throw ApiCall.bad("`grants`: " + notGrants.getMessage());
            }
        });
    }

    /** No longer than there is something to grant. */
    private Duration within(Duration ttl, long until) {
        return until == Long.MAX_VALUE ? ttl : kit.within(ttl, until);
    }

    private static Future<Reply> minted(TokenMinter.Minted minted) {
        return Future.succeededFuture(Reply.created(new JsonObject()
                .put("token", minted.token())
                .put("jti", minted.id())
                .put("expires_at", minted.expiresAtMillis())));
    }

    /** Of a token of this tenant, which is still good; it stays so. */
    private Future<Reply> refresh(ApiCall call) {
        ApiRequest request = call.body();
        String token = request.text(Field.TOKEN);
        Duration ttl = ttl(request);
        TokenMinter minter = minter();
        return principal(call, token)
                .compose(principal -> grants.until(call.tenant(), TokenMinter.groups(token))
                        .compose(until -> renewed(minter, principal, token, within(ttl, until))));
    }

    /** Who is removed from a meeting, or sent away, loses all tokens of it at once, by their id: also those that were made of others. */
    private Future<Reply> renewed(TokenMinter minter, Principal principal, String token, Duration ttl) {
        UserId user = principal.user();
        String id = principal.profile().tokenId();
        return grants.isParticipants(user, TokenMinter.groups(token), id)
                .compose(isParticipants ->
                        minted(isParticipants ? minter.renew(id, token, user, ttl) : minter.renew(token, user, ttl)));
    }

    private Future<Principal> principal(ApiCall call, String token) {
        return kit.tokens()
                .verify(token)
                .recover(refused -> Future.failedFuture(
                        IceRoute.refused(refused).isTemporary() ? IceRoute.refused(refused) : noToken()))
                .map(principal -> {
                    if (!principal.user().tenant().equals(call.tenant())) {
                        throw noToken();
                    }
                    return principal;
                });
    }

    static ApiError noToken() {
        return ApiCall.bad("`token` is none that is good here");
    }

    private Future<Reply> revoke(ApiCall call) {
        ApiRequest request = call.body();
        if (request.has(Field.TOKEN)) {
            return principal(call, request.text(Field.TOKEN))
                    .compose(principal -> revoke(
                            call,
                            Revocation.Kind.TOKEN,
                            principal.profile().tokenId(),
                            kit.tokens().lastUse(principal.expiresAtMillis())));
        }
        long now = kit.now();
        if (request.has(Field.JTI)) {
            long end = request.integer(Field.EXPIRES_AT, 0, Long.MAX_VALUE, now + TokenMinter.MAX_TTL.toMillis());
            long until = kit.tokens().lastUse(Math.max(end, now + 60_000));
            return revoke(call, Revocation.Kind.TOKEN, request.text(Field.JTI), until);
        }
        return revoke(
                call,
                Revocation.Kind.TOKENS,
                request.user(Field.USER_ID).id(),
                kit.tokens().lastUse(Long.MAX_VALUE));
    }

    private Future<Reply> revoke(ApiCall call, Revocation.Kind kind, String id, long until) {
        if (!Names.isWellFormed(id)) {
            throw ApiCall.bad("half of a surrogate pair is in no token's id");
        }
        return kit.backend()
                .exclude(new Revocation(kind, call.tenant(), id, kit.now(), until, until))
                .map(Reply.NO_CONTENT);
    }
}
