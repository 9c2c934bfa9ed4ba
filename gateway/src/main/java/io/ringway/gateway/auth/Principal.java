package io.ringway.gateway.auth;

import io.ringway.cluster.UserId;

/**
 * Whom a good token, or a publishable key, speaks for.
 *
 * @param expiresAtMillis the token's {@code exp}, in milliseconds since 1970
 * @param turn whether this user may be given TURN credentials
 * @param passing whether the user's id was made up by the server, so that only who has been this user can come back as it
 * @param key the publishable key that it came with; empty for the bearer of a token
 */
public record Principal(
        UserId user, Grants grants, long expiresAtMillis, boolean turn, boolean passing, String key, Profile profile) {
    /** The bearer of a token. */
    public Principal(UserId user, Grants grants, long expiresAtMillis) {
        this(user, grants, expiresAtMillis, Profile.NONE);
    }

    /** The bearer of a token that says more. */
    public Principal(UserId user, Grants grants, long expiresAtMillis, Profile profile) {
        this(user, grants, expiresAtMillis, true, false, "", profile);
    }

    /** Somebody with a publishable key. */
    public Principal(UserId user, Grants grants, long expiresAtMillis, boolean turn, boolean passing, String key) {
        this(user, grants, expiresAtMillis, turn, passing, key, Profile.NONE);
    }
}
