package io.ringway.gateway.hooks;

import io.ringway.cluster.Cid;
import io.ringway.cluster.UserId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the backend is asked.
 *
 * @param user who wants to; a fact
 * @param cid the user's connection; null where it has none yet
 * @param subject the group to be joined, or the user or connection to be called; empty for a connection
 */
public record Question(Kind kind, UserId user, @Nullable Cid cid, String subject) {
    /** What somebody wants to do. */
    public enum Kind {
        CONNECT,
        JOIN,
        CALL;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
