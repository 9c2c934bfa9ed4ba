package io.ringway.gateway.http.api;

import io.ringway.cluster.UnavailableException;
import io.ringway.gateway.ice.IceException;
import io.ringway.gateway.meetings.FullException;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.session.GroupRefusal;
import io.ringway.gateway.session.NotFound;
import io.ringway.gateway.session.backend.CallRefused;
import io.ringway.gateway.session.backend.CutOffException;
import io.ringway.gateway.session.groups.TooManyException;
import io.ringway.gateway.session.virtual.NoPlaceException;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.HttpException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call refused, in the one shape that errors have, on sockets and here. */
public final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(ApiError.class);

    private static final int SERVER_ERRORS = 500;

    private final ErrorCode code;
    private final long retryAfterMillis;
    private final boolean isTemporary;
    private final boolean isCertain;

    ApiError(ErrorCode code, String message) {
        this(code, message, 0, code.temporary(), code.httpStatus() < SERVER_ERRORS);
    }

    private ApiError(ErrorCode code, String message, long retryAfterMillis, boolean isTemporary, boolean isCertain) {
        super(message, null, false, false);
        this.code = code;
        this.retryAfterMillis = retryAfterMillis;
        this.isTemporary = isTemporary;
        this.isCertain = isCertain;
    }

    /** What was asked for cannot be done at the moment, and nothing of it was. */
    static ApiError notNow(String message) {
        return notNow(message, 0);
    }

    static ApiError notNow(String message, long retryAfterMillis) {
        return new ApiError(ErrorCode.UNAVAILABLE, message, retryAfterMillis, true, true);
    }

    /** Nobody knows what became of it, and nobody will: to ask again in the same way is of no use. */
    static ApiError neverKnown(String message) {
        return new ApiError(ErrorCode.UNAVAILABLE, message, 0, false, true);
    }

    /** Too much was asked for; there is more after a while. */
    static ApiError rateLimited(String message, long retryAfterMillis) {
        return refused(ErrorCode.RATE_LIMITED, message, retryAfterMillis);
    }

    private static ApiError refused(ErrorCode code, String message, long retryAfterMillis) {
        return new ApiError(code, message, retryAfterMillis, code.temporary(), code.httpStatus() < SERVER_ERRORS);
    }

    /** What a failure is to the caller; what is nobody's fault but the server's is logged, and not told. */
    static ApiError of(Throwable failure) {
        return switch (failure) {
            case ApiError error -> error;
            case IceException ice -> of(ice);
            case NoPlaceException noPlace -> new ApiError(ErrorCode.BAD_REQUEST, String.valueOf(noPlace.getMessage()));
            case NotFound notFound -> new ApiError(ErrorCode.NOT_FOUND, String.valueOf(notFound.getMessage()));
            case TooManyException tooMany ->
                new ApiError(ErrorCode.LIMIT_REACHED, String.valueOf(tooMany.getMessage()));
            case CallRefused refused -> refused(refused.code(), "this call cannot be made", refused.retryAfterMillis());
            case GroupRefusal refusal -> new ApiError(refusal.code(), String.valueOf(refusal.getMessage()));
            case FullException full -> new ApiError(ErrorCode.LIMIT_REACHED, String.valueOf(full.getMessage()));
            case UnavailableException unavailable ->
                new ApiError(ErrorCode.UNAVAILABLE, String.valueOf(unavailable.getMessage()));
            case TimeoutException late -> new ApiError(ErrorCode.UNAVAILABLE, "the cluster did not answer in time");
            case HttpException unreadable
            when unreadable.getStatusCode() == ErrorCode.BAD_REQUEST.httpStatus() ->
                new ApiError(ErrorCode.BAD_REQUEST, "the request is not valid");
            default -> {
                LOG.error("A call of the backend API failed", failure);
                yield new ApiError(ErrorCode.INTERNAL, "the server failed; it has been logged");
            }
        };
    }

    private static ApiError of(IceException refusal) {
        String message = String.valueOf(refusal.getMessage());
        return switch (refusal) {
            case IceException.ShareUsed used -> rateLimited(message, used.retryAfterMillis());
            case IceException.TakenBack taken -> new ApiError(ErrorCode.FORBIDDEN, message);
            case IceException.Unavailable none -> new ApiError(ErrorCode.UNAVAILABLE, message);
            case IceException.NoTurn none -> new ApiError(ErrorCode.NOT_FOUND, message);
            case IceException.TooManyTakenBack many -> new ApiError(ErrorCode.LIMIT_REACHED, message);
            case IceException.UnknownCredentials unknown -> new ApiError(ErrorCode.NOT_FOUND, message);
        };
    }

    /**
     * Whether a failure says that nothing was done. Where a node did not answer, or something broke, what was asked for may have been
     * done all the same.
     */
    static boolean isCertain(Throwable failure) {
        return failure instanceof CutOffException || of(failure).isCertain;
    }

    boolean isTemporary() {
        return isTemporary;
    }

    ErrorCode errorCode() {
        return code;
    }

    int status() {
        return code.httpStatus();
    }

    String code() {
        return code.code();
    }

    /** As a body, or as one result among others. */
    JsonObject json() {
        JsonObject body = new JsonObject()
                .put("code", code.code())
                .put("message", getMessage())
                .put("temporary", isTemporary);
        return retryAfterMillis > 0 ? body.put("retry_after_ms", retryAfterMillis) : body;
    }

    void send(HttpServerResponse response) {
        send(response, ErrorShape.PLAIN);
    }

    void send(HttpServerResponse response, ErrorShape shape) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(code.httpStatus()).putHeader("content-type", "application/json");
        if (code == ErrorCode.BAD_TOKEN) {
            response.putHeader("www-authenticate", "Bearer");
        }
        if (retryAfterMillis > 0) {
            response.putHeader("retry-after", Long.toString((retryAfterMillis + 999) / 1000));
        }
        response.end(shape.of(json()).toBuffer());
    }
}
