package io.ringway.gateway.auth;

import io.ringway.gateway.protocol.ErrorCode;

/** A publishable key that is not accepted here. Unlike a token's, its reasons are no secret: the key is none either. */
public final class KeyException extends Exception {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    KeyException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
