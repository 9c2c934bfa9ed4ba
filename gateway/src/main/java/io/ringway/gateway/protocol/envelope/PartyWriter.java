package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.Sender;

/** Writes who says something, and to whom: all of one tenant, which is written once by whoever makes this. */
final class PartyWriter {
    private final Tenant tenant;
    private final ByteWriter out;

    PartyWriter(Tenant tenant, ByteWriter out) {
        this.tenant = tenant;
        this.out = out;
    }

    void user(UserId user) {
        require(user.tenant());
        out.text(user.id());
    }

    void sender(Sender from) {
        user(from.user());
        out.optional(from.cid(), out::cid);
    }

    void recipient(Recipient to) {
        switch (to) {
            case Recipient.User(var user) -> {
                out.u8(Wire.TO_USER);
                user(user);
            }
            case Recipient.Connection(var of, var cid) -> {
                require(of);
                out.u8(Wire.TO_CONNECTION).cid(cid);
            }
        }
    }

    private void require(Tenant of) {
        if (!of.equals(tenant)) {
            throw new IllegalArgumentException("an envelope of two tenants");
        }
    }
}
