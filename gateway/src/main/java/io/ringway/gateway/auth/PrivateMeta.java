package io.ringway.gateway.auth;

import io.ringway.cluster.Bytes;
import io.ringway.gateway.config.Secret;
import java.util.Optional;

/** Metadata that travels in a token and that its bearer cannot read. Any thread. */
final class PrivateMeta {
    static final String CLAIM = "ringway_private";

    private final Seal seal;

    PrivateMeta(Secret secret) {
        this.seal = new Seal(secret, "ringway private metadata");
    }

    /** @param subject whose it is: another's token cannot carry it */
    String seal(Bytes meta, String subject) {
        return seal.seal(meta, subject);
    }

    /** Empty where this is none of ours, or another subject's. */
    Optional<Bytes> open(String sealed, String subject) {
        return seal.open(sealed, subject);
    }
}
