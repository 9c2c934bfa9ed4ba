package io.ringway.gateway.protocol;

import io.ringway.cluster.Cid;
import io.ringway.cluster.UserId;
import org.jspecify.annotations.Nullable;

/**
 * Who said it, as the server knows it: never taken from a client's frame.
 *
 * @param cid null where the app's backend speaks for the user
 */
public record Sender(UserId user, @Nullable Cid cid) {}
