package io.ringway.gateway.protocol;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import org.jspecify.annotations.Nullable;

/**
 * A key of a group's state.
 *
 * @param value JSON; empty where the key is gone
 * @param version grows with each change of the key; a time in milliseconds since 1970, or a little later
 * @param expiresAt when it goes by itself, in milliseconds since 1970; 0 where the key is gone
 * @param owner the connection that it ends with; null where it has none
 */
public record StateEntry(
        String key,
        Bytes value,
        long version,
        long expiresAt,
        @Nullable Cid owner) {}
