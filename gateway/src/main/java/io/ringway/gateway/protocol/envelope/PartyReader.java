package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.Sender;

/** Reads what {@link PartyWriter} writes. */
final class PartyReader {
    private final Tenant tenant;
    private final ByteReader in;

    PartyReader(Tenant tenant, ByteReader in) {
        this.tenant = tenant;
        this.in = in;
    }

    UserId user() throws EnvelopeException {
        return new UserId(tenant, in.name());
    }

    Sender sender() throws EnvelopeException {
        UserId user = user();
        return new Sender(user, in.optional(in::cid));
    }

    /** A sender that cannot be the app's backend. */
    Sender connection() throws EnvelopeException {
        Sender by = sender();
        if (by.cid() == null) {
            throw new EnvelopeException("a party without a connection");
        }
        return by;
    }

    Recipient recipient() throws EnvelopeException {
        return switch (in.u8()) {
            case Wire.TO_USER -> new Recipient.User(user());
            case Wire.TO_CONNECTION -> new Recipient.Connection(tenant, in.cid());
            default -> throw new EnvelopeException("an unknown recipient");
        };
    }
}
