package io.ringway.gateway.protocol;

/**
 * Why a WebSocket is closed. The range tells a client what to do: 4200–4299 reconnect at once, 4300–4399 reconnect after a
 * delay, 4400–4499 stop. The 1000s are RFC 6455's own.
 */
public enum CloseCode {
    NORMAL(1000, "normal"),
    PROTOCOL_ERROR(1002, "protocol_error"),
    UNSUPPORTED_DATA(1003, "unsupported_data"),
    INVALID_DATA(1007, "invalid_data"),
    TOO_BIG(1009, "too_big"),
    INTERNAL_ERROR(1011, "internal_error"),
    GOING_AWAY(4200, "going_away"),
    TOKEN_EXPIRED(4201, "token_expired"),
    SLOW_CONSUMER(4202, "slow_consumer"),
    PING_TIMEOUT(4203, "ping_timeout"),
    RATE_LIMITED(4300, "rate_limited"),
    OVERLOADED(4301, "overloaded"),
    NOT_READY(4302, "not_ready"),
    HELLO_TIMEOUT(4303, "hello_timeout"),
    BAD_TOKEN(4400, "bad_token"),
    TOO_MANY_ERRORS(4402, "too_many_errors"),
    KICKED(4403, "kicked"),
    REPLACED(4404, "replaced"),
    BAD_KEY(4405, "bad_key"),
    ORIGIN_NOT_ALLOWED(4406, "origin_not_allowed"),
    REVOKED(4407, "revoked"),
    BANNED(4408, "banned");

    /** What a browser's {@code close()} without a code comes to. */
    private static final int NO_STATUS = 1005;

    private static final int POLICY_VIOLATION = 1008;

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    public int code() {
        return code;
    }

    /** Whether a client that was told this code, or tells it, does not come back. */
    public static boolean isFinal(int code) {
        return code == NORMAL.code
                || code == NO_STATUS
                || (code >= 4400 && code < 4500)
                || code == PROTOCOL_ERROR.code
                || code == UNSUPPORTED_DATA.code
                || code == INVALID_DATA.code
                || code == POLICY_VIOLATION
                || code == TOO_BIG.code;
    }

    /** The close reason on the wire: ASCII, at most 123 bytes. */
    public String reason() {
        return reason;
    }
}
