package io.ringway.gateway.auth;

import io.ringway.cluster.UserId;

/**
 * Whom a good token speaks for.
 *
 * @param expiresAtMillis the token's {@code exp}, in milliseconds since 1970
 */
public record Principal(UserId user, Grants grants, long expiresAtMillis) {}
