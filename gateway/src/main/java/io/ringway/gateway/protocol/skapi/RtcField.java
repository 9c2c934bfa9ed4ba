package io.ringway.gateway.protocol.skapi;

import io.ringway.gateway.protocol.json.FieldNames;
import java.util.Locale;

/** What the content of an {@code rtc} frame is one of. */
enum RtcField {
    SDPOFFER,
    SDPANSWER,
    CANDIDATE,
    PICKUP,
    HUNGUP;

    static final FieldNames<RtcField> NAMES =
            new FieldNames<>(RtcField.class, field -> field.name().toLowerCase(Locale.ROOT));
}
