package io.ringway.gateway.auth;

import io.ringway.cluster.Bytes;

/**
 * What a token says beside whom it is for and what may be done with it.
 *
 * @param tokenId its {@code jti}; of one without, a digest of what it says
 * @param issuedAtMillis the earliest moment at which it may have been issued, as clocks may differ, in milliseconds since 1970; 0 where it
 *     has no {@code iat}
 * @param meta its bearer's metadata in groups, where the bearer gives none; JSON, or empty
 * @param privateMeta what only the backend is shown of it; JSON, or empty
 */
public record Profile(String tokenId, long issuedAtMillis, Bytes meta, Bytes privateMeta) {
    /** Of somebody without a token. */
    public static final Profile NONE = new Profile("", 0, Bytes.EMPTY, Bytes.EMPTY);
}
