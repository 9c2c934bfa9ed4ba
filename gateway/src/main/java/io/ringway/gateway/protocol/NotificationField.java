package io.ringway.gateway.protocol;

import io.ringway.gateway.protocol.json.FieldNames;
import io.ringway.gateway.protocol.json.JsonException;
import io.ringway.gateway.protocol.json.JsonFields;
import java.util.Locale;

/** The fields of a notification, in every dialect. */
public enum NotificationField {
    TITLE,
    BODY,
    DATA,
    ALWAYS;

    public static final FieldNames<NotificationField> NAMES =
            new FieldNames<>(NotificationField.class, field -> field.name().toLowerCase(Locale.ROOT));

    /** @param id the request that it is part of */
    public static Notification read(long id, JsonFields<NotificationField> fields)
            throws JsonException, ProtocolException {
        Notification read = new Notification(
                wellFormed(id, fields.text(TITLE)),
                wellFormed(id, fields.text(BODY)),
                fields.rawValue(DATA),
                fields.bool(ALWAYS, false));
        if (!read.fits()) {
            throw new ProtocolException(ErrorCode.TOO_LARGE, id, Notification.TOO_LARGE);
        }
        return read;
    }

    private static String wellFormed(long id, String text) throws ProtocolException {
        if (!Names.isWellFormed(text)) {
            throw new ProtocolException(ErrorCode.BAD_REQUEST, id, "half of a surrogate pair in a notification");
        }
        return text;
    }
}
