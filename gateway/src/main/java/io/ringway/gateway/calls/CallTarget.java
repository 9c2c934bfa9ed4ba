package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.UserId;

/** Whom a call rings. */
public sealed interface CallTarget {
    /** One connection. */
    record Connection(Cid cid) implements CallTarget {}

    /** Every connection of a user, the caller's own left out: the first to accept wins. */
    record User(UserId user) implements CallTarget {}
}
