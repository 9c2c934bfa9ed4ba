package io.ringway.gateway.protocol.ringway;

import io.ringway.gateway.protocol.json.FieldNames;
import java.util.Locale;

/** The fields of a position. */
enum SinceField {
    EPOCH,
    OFFSET;

    static final FieldNames<SinceField> NAMES =
            new FieldNames<>(SinceField.class, field -> field.name().toLowerCase(Locale.ROOT));
}
