package io.ringway.gateway.http.ws;

import io.ringway.gateway.protocol.ErrorCode;
import io.vertx.core.json.JsonObject;

/**
 * Why a handshake is not accepted, as HTTP says it and as the body says it.
 *
 * @param retryAfterMillis when to try again; 0 where there is nothing to say
 */
record Refusal(int status, ErrorCode code, String message, long retryAfterMillis) {
    /** Where nobody knows when it will be better. */
    private static final long SOON_MILLIS = 1_000;

    static Refusal of(ErrorCode code, String message) {
        return new Refusal(code.httpStatus(), code, message, code.httpStatus() == 503 ? SOON_MILLIS : 0);
    }

    /** @param retryAfterMillis 0 for what is usual with the code */
    static Refusal of(ErrorCode code, String message, long retryAfterMillis) {
        Refusal usual = of(code, message);
        return retryAfterMillis == 0 ? usual : new Refusal(usual.status, code, message, retryAfterMillis);
    }

    static Refusal rateLimited(String message, long retryAfterMillis) {
        return new Refusal(ErrorCode.RATE_LIMITED.httpStatus(), ErrorCode.RATE_LIMITED, message, retryAfterMillis);
    }

    static Refusal badRequest(String message) {
        return of(ErrorCode.BAD_REQUEST, message);
    }

    static Refusal upgradeRequired(String message) {
        return new Refusal(426, ErrorCode.BAD_REQUEST, message, 0);
    }

    String body() {
        JsonObject body = new JsonObject()
                .put("code", code.code())
                .put("message", message)
                .put("temporary", code.temporary());
        return (code == ErrorCode.RATE_LIMITED ? body.put("retry_after_ms", retryAfterMillis) : body).encode();
    }
}
