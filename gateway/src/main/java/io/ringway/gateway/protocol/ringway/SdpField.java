package io.ringway.gateway.protocol.ringway;

import io.ringway.gateway.protocol.json.FieldNames;
import java.util.Locale;

/** What is read of an RTCSessionDescription; the rest is the peers' business. */
enum SdpField {
    TYPE,
    SDP;

    static final FieldNames<SdpField> NAMES =
            new FieldNames<>(SdpField.class, field -> field.name().toLowerCase(Locale.ROOT));
}
