package io.ringway.gateway.auth;

/** A token that is not accepted. Outwardly all reasons look alike; the reason is for counters and for the operator. */
public final class AuthException extends Exception {
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final long retryAfterMillis;

    AuthException(Reason reason) {
        this(reason, reason.text, 0);
    }

    /** @param message harmless: nothing of the token in it */
    AuthException(Reason reason, String message) {
        this(reason, message, 0);
    }

    private AuthException(Reason reason, String message, long retryAfterMillis) {
        super(message, null, false, false);
        this.reason = reason;
        this.retryAfterMillis = retryAfterMillis;
    }

    /** @param retryAfterMillis when the keys may be read again */
    static AuthException keysUnavailable(long retryAfterMillis) {
        return new AuthException(Reason.KEYS_UNAVAILABLE, Reason.KEYS_UNAVAILABLE.text, retryAfterMillis);
    }

    /** When the same token may be accepted, where it may; 0 where that is not known. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }

    public Reason reason() {
        return reason;
    }

    /** Whether the same token may be accepted later: a client told that it is bad would not come back with it. */
    public boolean isTemporary() {
        return reason == Reason.KEYS_UNAVAILABLE;
    }

    /** Whether nobody who may has ever signed this: unlike a token that is too old, or of the wrong kind. */
    public boolean isForged() {
        return switch (reason) {
            case TOO_LONG, MALFORMED, HEADER, ALGORITHM, UNKNOWN_KEY, SIGNATURE -> true;
            case EXPIRED,
                    NOT_YET,
                    ISSUED_AHEAD,
                    LIFETIME,
                    SUBJECT,
                    TENANT,
                    ISSUER,
                    AUDIENCE,
                    GRANTS,
                    REVOKED,
                    BANNED,
                    KEYS_UNAVAILABLE -> false;
        };
    }

    /** Why a token is not accepted. */
    public enum Reason {
        TOO_LONG("the token is too long"),
        MALFORMED("the token is not a JSON Web Token"),
        HEADER("the token's header asks for what is not supported"),
        ALGORITHM("the token's algorithm is not accepted"),
        UNKNOWN_KEY("the token's key is not known"),
        SIGNATURE("the token's signature is wrong"),
        EXPIRED("the token has expired"),
        NOT_YET("the token is not valid yet"),
        ISSUED_AHEAD("the token's iat lies in the future"),
        LIFETIME("the token has no usable exp"),
        SUBJECT("the token has no usable sub"),
        TENANT("the token has no usable service"),
        ISSUER("the token is from another issuer"),
        AUDIENCE("the token is for another audience"),
        GRANTS("the token's ringway claim is malformed"),
        REVOKED("the token was revoked"),
        BANNED("the user is banned"),
        /** The only one that may pass: the key set could not be read since the token came. */
        KEYS_UNAVAILABLE("the keys cannot be read at the moment");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }
}
