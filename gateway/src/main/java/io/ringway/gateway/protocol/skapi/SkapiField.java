package io.ringway.gateway.protocol.skapi;

import io.ringway.gateway.protocol.json.FieldNames;
import java.util.Locale;

/** The fields of a client's frame that mean something here. Its token does not: the connection has proved who it is. */
enum SkapiField {
    ACTION,
    RID,
    UID,
    CONTENT,
    NOTIFICATION,
    NOTIFICATIONCONFIG;

    static final FieldNames<SkapiField> NAMES = new FieldNames<>(
            SkapiField.class,
            field -> field == NOTIFICATIONCONFIG
                    ? "notificationConfig"
                    : field.name().toLowerCase(Locale.ROOT));
}
