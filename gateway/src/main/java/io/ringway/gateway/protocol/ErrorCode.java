package io.ringway.gateway.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a request was refused: one table for sockets and HTTP. */
public enum ErrorCode {
    BAD_REQUEST(400, false),
    UNKNOWN_TYPE(400, false),
    TOO_LARGE(413, false),
    BAD_GROUP(400, false),
    LIMIT_REACHED(409, false),
    NOT_JOINED(403, false),
    FORBIDDEN(403, false),
    NOT_FOUND(404, false),
    BAD_TOKEN(401, false),
    NO_SUCH_CALL(404, false),
    CALL_CLOSED(409, false),
    ROOM_FULL(409, true),
    GROUP_FULL(409, true),
    GROUP_CLOSED(409, false),
    BAD_KEY(401, false),
    ORIGIN_NOT_ALLOWED(403, false),
    IDEMPOTENCY_CONFLICT(409, false),
    IN_PROGRESS(409, true),
    RATE_LIMITED(429, true),
    UNAVAILABLE(503, true),
    INTERNAL(500, true);

    private final int httpStatus;
    private final boolean temporary;

    ErrorCode(int httpStatus, boolean temporary) {
        this.httpStatus = httpStatus;
        this.temporary = temporary;
    }

    /** The code as clients read it: lower case, and stable. */
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** Whether the same request may succeed later. */
    public boolean temporary() {
        return temporary;
    }
}
