package io.ringway.gateway.protocol.ringway;

import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Names;
import io.ringway.gateway.protocol.ProtocolException;
import io.ringway.gateway.protocol.json.JsonException;
import io.ringway.gateway.protocol.json.JsonFields;

/** Reads what is asked of the state of a group. */
final class StateReader {
    private static final int MAX_TTL_S = 31_536_000;

    private StateReader() {}

    static Command read(RequestType type, long id, String group, JsonFields<Field> fields)
            throws JsonException, ProtocolException {
        return switch (type) {
            case STATE_SET -> set(id, group, fields);
            case STATE_DELETE -> new Command.DeleteState(id, group, key(id, fields));
            default -> new Command.ReadState(id, group);
        };
    }

    private static Command set(long id, String group, JsonFields<Field> fields)
            throws JsonException, ProtocolException {
        if (!fields.has(Field.VALUE)) {
            throw new ProtocolException(ErrorCode.BAD_REQUEST, id, "`value` is missing");
        }
        return new Command.SetState(
                id,
                group,
                key(id, fields),
                fields.raw(Field.VALUE),
                1_000 * fields.integer(Field.TTL_S, 1, MAX_TTL_S, 0),
                fields.bool(Field.SESSION, false));
    }

    private static String key(long id, JsonFields<Field> fields) throws JsonException, ProtocolException {
        String key = fields.text(Field.KEY);
        if (!Names.isKey(key)) {
            throw new ProtocolException(
                    ErrorCode.BAD_REQUEST,
                    id,
                    "`key` has 1 to " + Names.KEY_CHARS + " characters, none a control character");
        }
        return key;
    }
}
