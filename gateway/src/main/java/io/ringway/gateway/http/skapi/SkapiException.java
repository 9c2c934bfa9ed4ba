package io.ringway.gateway.http.skapi;

import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.skapi.SkapiErrors;

/** A request refused, in the client's vocabulary. The message is for the app's developer. */
final class SkapiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final long retryAfterMillis;

    SkapiException(int status, String code, String message) {
        this(status, code, message, 0);
    }

    private SkapiException(int status, String code, String message, long retryAfterMillis) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.retryAfterMillis = retryAfterMillis;
    }

    /** The client asks again by itself after that time. */
    static SkapiException tooMany(String message, long retryAfterMillis) {
        ErrorCode code = ErrorCode.RATE_LIMITED;
        return new SkapiException(code.httpStatus(), SkapiErrors.code(code), message, retryAfterMillis);
    }

    static SkapiException of(ErrorCode code, String message) {
        return new SkapiException(code.httpStatus(), SkapiErrors.code(code), message);
    }

    static SkapiException parameter(String message) {
        return new SkapiException(400, "INVALID_PARAMETER", message);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    /** In whole seconds; 0 where there is nothing to say. */
    long retryAfterSeconds() {
        return (retryAfterMillis + 999) / 1000;
    }
}
