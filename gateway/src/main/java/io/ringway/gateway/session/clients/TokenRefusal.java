package io.ringway.gateway.session.clients;

import io.ringway.gateway.auth.AuthException;
import io.ringway.gateway.auth.Revocation;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.session.FrontDoor;
import org.jspecify.annotations.Nullable;

/** What the bearer of a token that is not accepted is told: to stop, or to come back. */
public enum TokenRefusal {
    FOR_GOOD(ErrorCode.BAD_TOKEN, CloseCode.BAD_TOKEN, "the token is not valid"),
    REVOKED(ErrorCode.BAD_TOKEN, CloseCode.REVOKED, "the token was revoked"),
    BANNED(ErrorCode.FORBIDDEN, CloseCode.BANNED, "this user is banned"),
    FOR_NOW(ErrorCode.UNAVAILABLE, CloseCode.NOT_READY, "tokens cannot be checked at the moment");

    private final ErrorCode code;
    private final CloseCode close;
    private final String message;

    TokenRefusal(ErrorCode code, CloseCode close, String message) {
        this.code = code;
        this.close = close;
        this.message = message;
    }

    public static TokenRefusal of(Throwable refusal) {
        if (!(refusal instanceof AuthException reason)) {
            return FOR_GOOD;
        }
        return switch (reason.reason()) {
            case REVOKED -> REVOKED;
            case BANNED -> BANNED;
            case KEYS_UNAVAILABLE -> FOR_NOW;
            case TOO_LONG,
                    MALFORMED,
                    HEADER,
                    ALGORITHM,
                    UNKNOWN_KEY,
                    SIGNATURE,
                    EXPIRED,
                    NOT_YET,
                    ISSUED_AHEAD,
                    LIFETIME,
                    SUBJECT,
                    TENANT,
                    ISSUER,
                    AUDIENCE,
                    GRANTS -> FOR_GOOD;
        };
    }

    /** Null where nothing speaks against it. */
    static @Nullable TokenRefusal of(Revocation.@Nullable Kind against) {
        return switch (against) {
            case null -> null;
            case BAN -> BANNED;
            case TOKEN, TOKENS -> REVOKED;
        };
    }

    public ErrorCode code() {
        return code;
    }

    public CloseCode close() {
        return close;
    }

    public String message() {
        return message;
    }

    /** What a handshake with a token that was refused is answered. */
    public static FrontDoor.Admission admission(Throwable refusal) {
        TokenRefusal kind = of(refusal);
        return new FrontDoor.Admission.Refuse(kind.code, kind.message, retryAfterMillis(refusal));
    }

    /** When the bearer may try again; 0 where there is nothing to say. */
    public static long retryAfterMillis(Throwable refusal) {
        return refusal instanceof AuthException reason ? reason.retryAfterMillis() : 0;
    }
}
