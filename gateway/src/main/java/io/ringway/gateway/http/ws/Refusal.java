package io.ringway.gateway.http.ws;

import io.ringway.gateway.protocol.ErrorCode;
import io.vertx.core.json.JsonObject;

/** Why a handshake is not accepted, as HTTP says it and as the body says it. */
record Refusal(int status, ErrorCode code, String message) {
    static Refusal of(ErrorCode code, String message) {
        return new Refusal(code.httpStatus(), code, message);
    }

    static Refusal badRequest(String message) {
        return of(ErrorCode.BAD_REQUEST, message);
    }

    static Refusal upgradeRequired(String message) {
        return new Refusal(426, ErrorCode.BAD_REQUEST, message);
    }

    String body() {
        return new JsonObject()
                .put("code", code.code())
                .put("message", message)
                .put("temporary", code.temporary())
                .encode();
    }
}
