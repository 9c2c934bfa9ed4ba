package io.ringway.gateway.protocol.skapi;

import io.ringway.gateway.protocol.ErrorCode;

/** This server's error codes in the client's vocabulary. */
public final class SkapiErrors {
    private SkapiErrors() {}

    /** The code that the client's own methods throw in such a case. */
    public static String code(ErrorCode code) {
        return switch (code) {
            case BAD_REQUEST,
                    UNKNOWN_TYPE,
                    LIMIT_REACHED,
                    NOT_JOINED,
                    FORBIDDEN,
                    BAD_TOKEN,
                    CALL_CLOSED,
                    ROOM_FULL,
                    GROUP_FULL,
                    GROUP_CLOSED,
                    IDEMPOTENCY_CONFLICT,
                    BAD_KEY,
                    ORIGIN_NOT_ALLOWED,
                    IN_PROGRESS -> "INVALID_REQUEST";
            case TOO_LARGE, BAD_GROUP -> "INVALID_PARAMETER";
            case NOT_FOUND, NO_SUCH_CALL -> "NOT_EXISTS";
            case RATE_LIMITED, UNAVAILABLE, INTERNAL -> "ERROR";
        };
    }
}
