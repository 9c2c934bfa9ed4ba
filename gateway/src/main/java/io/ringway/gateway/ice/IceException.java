package io.ringway.gateway.ice;

/** Why somebody is given no TURN credentials. */
public abstract sealed class IceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private IceException(String message) {
        super(message, null, false, false);
    }

    /** The user has had its share. */
    public static final class ShareUsed extends IceException {
        private static final long serialVersionUID = 1;

        private final long retryAfterMillis;

        ShareUsed(long retryAfterMillis) {
            super("this user has had its share of credentials");
            this.retryAfterMillis = retryAfterMillis;
        }

        /** Milliseconds until there are some again. */
        public long retryAfterMillis() {
            return retryAfterMillis;
        }
    }

    /** The user's credentials were taken back; it is given none until those would have ended. */
    public static final class TakenBack extends IceException {
        private static final long serialVersionUID = 1;

        private final long until;

        TakenBack(long until) {
            super("this user's credentials were taken back");
            this.until = until;
        }

        /** In milliseconds since 1970. */
        public long until() {
            return until;
        }
    }

    /** No provider has answered. Temporary. */
    public static final class Unavailable extends IceException {
        private static final long serialVersionUID = 1;

        Unavailable() {
            super("no TURN provider answers");
        }
    }

    /** There is no provider. */
    public static final class NoTurn extends IceException {
        private static final long serialVersionUID = 1;

        NoTurn() {
            super("this gateway has no TURN server");
        }
    }

    /** As many of the tenant's credentials are taken back as are remembered. Temporary. */
    public static final class TooManyTakenBack extends IceException {
        private static final long serialVersionUID = 1;

        TooManyTakenBack() {
            super("so many credentials are taken back already that no more can be until those have ended");
        }
    }

    /** Nobody here has made such credentials, or not for this tenant. */
    public static final class UnknownCredentials extends IceException {
        private static final long serialVersionUID = 1;

        public UnknownCredentials() {
            super("no such credentials");
        }
    }
}
