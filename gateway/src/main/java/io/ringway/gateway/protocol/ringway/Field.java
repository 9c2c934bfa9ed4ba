package io.ringway.gateway.protocol.ringway;

import io.ringway.gateway.protocol.json.FieldNames;
import java.util.Locale;

/** The fields of requests. */
enum Field {
    TYPE,
    ID,
    TOKEN,
    KEY,
    GROUP,
    META,
    CONTENT,
    USER_ID,
    CID,
    PREFIX,
    LIMIT,
    AFTER,
    CALL_ID,
    DESCRIPTION,
    CANDIDATE,
    CANDIDATES,
    SCOPE,
    REASON,
    TIMEOUT_MS,
    ON_BUSY,
    DATA,
    RESUME,
    RECEIVED,
    SUSPECTS,
    ON,
    OUTCOME,
    LOCAL,
    REMOTE,
    STATE,
    TEXT,
    SINCE,
    BEFORE,
    IDEMPOTENCY_KEY,
    VALUE,
    TTL_S,
    SESSION,
    NOTIFICATION,
    PARTICIPANT_ID,
    ACCEPT;

    static final FieldNames<Field> NAMES =
            new FieldNames<>(Field.class, field -> field.name().toLowerCase(Locale.ROOT));
}
