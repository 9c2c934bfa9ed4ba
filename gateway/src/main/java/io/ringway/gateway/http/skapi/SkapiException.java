package io.ringway.gateway.http.skapi;

import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.skapi.SkapiErrors;

/** A request refused, in the client's vocabulary. The message is for the app's developer. */
final class SkapiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    SkapiException(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
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
}
