package io.ringway.gateway.auth;

import io.ringway.cluster.UserId;

/**
 * Whom a good token, or a publishable key, speaks for.
 *
 * @param expiresAtMillis the token's {@code exp}, in milliseconds since 1970
 * @param turn whether this user may be given TURN credentials
 * @param passing whether the user's id was made up for this connection alone, so that nobody can come back as this user
 */
public record Principal(UserId user, Grants grants, long expiresAtMillis, boolean turn, boolean passing) {
    /** The bearer of a token. */
    public Principal(UserId user, Grants grants, long expiresAtMillis) {
        this(user, grants, expiresAtMillis, true, false);
    }
}
