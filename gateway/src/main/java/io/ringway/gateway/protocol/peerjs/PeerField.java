package io.ringway.gateway.protocol.peerjs;

import io.ringway.gateway.protocol.json.FieldNames;
import java.util.Locale;

/** The fields of a client's frame that mean something here. {@code src} does not: the server knows who sends. */
enum PeerField {
    TYPE,
    DST,
    PAYLOAD;

    static final FieldNames<PeerField> NAMES =
            new FieldNames<>(PeerField.class, field -> field.name().toLowerCase(Locale.ROOT));
}
