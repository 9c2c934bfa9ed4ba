package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;

/** Whom something is for. */
public sealed interface Recipient {
    Tenant tenant();

    /** Every connection of a user. */
    record User(UserId user) implements Recipient {
        @Override
        public Tenant tenant() {
            return user.tenant();
        }
    }

    /** One connection, which has to be of this tenant. */
    record Connection(Tenant tenant, Cid cid) implements Recipient {}
}
