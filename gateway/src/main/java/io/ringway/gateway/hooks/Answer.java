package io.ringway.gateway.hooks;

import io.ringway.cluster.Bytes;
import io.ringway.gateway.auth.Grants;
import org.jspecify.annotations.Nullable;

/**
 * What the backend says.
 *
 * @param isGiven whether the backend has said so; else it did not answer, and may later
 * @param reason told to the client where it may not
 * @param grants in place of those of the user's token, until it shows another; null for those
 * @param meta the member's metadata, in place of what the client sent; null for that
 */
public record Answer(
        boolean allow,
        boolean isGiven,
        String reason,
        @Nullable Grants grants,
        @Nullable Bytes meta) {
    static final String NO = "the app does not allow it";

    static Answer yes() {
        return new Answer(true, false, "", null, null);
    }

    static Answer silence() {
        return new Answer(false, false, "the app's backend does not answer", null, null);
    }
}
