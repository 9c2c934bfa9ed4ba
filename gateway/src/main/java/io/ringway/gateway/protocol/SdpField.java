package io.ringway.gateway.protocol;

import io.ringway.gateway.protocol.json.FieldNames;
import io.ringway.gateway.protocol.json.JsonException;
import io.ringway.gateway.protocol.json.JsonFields;
import java.util.Locale;

/** What is read of an RTCSessionDescription; the rest is the peers' business. */
public enum SdpField {
    TYPE,
    SDP;

    public static final FieldNames<SdpField> NAMES =
            new FieldNames<>(SdpField.class, field -> field.name().toLowerCase(Locale.ROOT));

    private static final String BEGINNING = "v=0";

    /** RFC 8866: a session description begins with its version. What follows is the peers' business. */
    public static boolean isDescription(JsonFields<SdpField> description) throws JsonException {
        return description.text(SDP).startsWith(BEGINNING);
    }
}
