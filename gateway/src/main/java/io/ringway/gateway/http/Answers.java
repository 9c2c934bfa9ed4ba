package io.ringway.gateway.http;

import io.ringway.gateway.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** Answers in JSON, and the headers every answer carries. An answer to a client that has gone away is nobody's concern. */
public final class Answers {
    private static final CharSequence TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NO_SNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence REFERRER_POLICY = HttpHeaders.createOptimized("Referrer-Policy");
    private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");

    private Answers() {}

    /** What a browser is told about everything this server sends. */
    public static void harden(HttpServerResponse response) {
        response.putHeader(TYPE_OPTIONS, NO_SNIFF).putHeader(REFERRER_POLICY, NO_REFERRER);
    }

    public static void json(HttpServerResponse response, int status, JsonObject body) {
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        end(response, body.toBuffer());
    }

    /** The declared error form, with the code's status. */
    public static void error(HttpServerResponse response, ErrorCode code, String message) {
        error(response, code.httpStatus(), code, message);
    }

    /** The declared error form, with another status than the code's own. */
    public static void error(HttpServerResponse response, int status, ErrorCode code, String message) {
        json(
                response,
                status,
                new JsonObject()
                        .put("code", code.code())
                        .put("message", message)
                        .put("temporary", code.temporary()));
    }

    static void end(HttpServerResponse response) {
        ignore(response.end());
    }

    static void end(HttpServerResponse response, Buffer body) {
        ignore(response.end(body));
    }

    private static void ignore(Future<Void> sent) {
        var unused = sent;
    }
}
