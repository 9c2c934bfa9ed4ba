package io.ringway.gateway.protocol.ringway;

import io.netty.buffer.ByteBuf;
import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Names;
import io.ringway.gateway.protocol.ProtocolException;
import io.ringway.gateway.protocol.json.JsonException;
import io.ringway.gateway.protocol.json.JsonFields;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What stands in one request, as far as it is well formed and within bounds. Made for each frame; reads it once. */
final class Request {
    private final Event.Limits limits;
    private final JsonFields<Field> fields = new JsonFields<>(Field.NAMES);
    private long id = Command.NO_ID;

    Request(Event.Limits limits) {
        this.limits = limits;
    }

    Event.Limits limits() {
        return limits;
    }

    JsonFields<Field> fields() {
        return fields;
    }

    /** What the answer is to carry; none before the frame was read. */
    long id() {
        return id;
    }

    /** Throws with the id known, where at least that could be read. */
    void read(ByteBuf frame) throws JsonException {
        try {
            fields.read(frame);
        } catch (JsonException broken) {
            id = readableId();
            throw broken;
        }
        id = requestId();
    }

    private long requestId() throws JsonException {
        return fields.integer(Field.ID, 0, JsonFields.maxInteger(), Command.NO_ID);
    }

    private long readableId() {
        try {
            return requestId();
        } catch (JsonException badId) {
            return Command.NO_ID;
        }
    }

    RequestType type() throws JsonException, ProtocolException {
        RequestType type = RequestType.of(fields.text(Field.TYPE));
        if (type == null) {
            throw refuse(ErrorCode.UNKNOWN_TYPE, "no such request");
        }
        return type;
    }

    /** Whether it is for a user; it is for a connection otherwise. */
    boolean toUser() throws ProtocolException {
        if (fields.hasValue(Field.USER_ID) == fields.hasValue(Field.CID)) {
            throw refuse(ErrorCode.BAD_REQUEST, "one of `user_id` and `cid` is needed");
        }
        return fields.hasValue(Field.USER_ID);
    }

    String userId() throws JsonException, ProtocolException {
        String user = fields.text(Field.USER_ID);
        if (!Names.isUserId(user)) {
            throw refuse(ErrorCode.NOT_FOUND, "no such user");
        }
        return user;
    }

    /** Ids are opaque to clients: one that no server made is unknown rather than ill-formed. */
    Cid cid() throws JsonException, ProtocolException {
        return Cid.parse(fields.text(Field.CID)).orElseThrow(() -> refuse(ErrorCode.NOT_FOUND, "no such connection"));
    }

    CallId callId() throws JsonException, ProtocolException {
        return CallId.parse(fields.text(Field.CALL_ID))
                .orElseThrow(() -> refuse(ErrorCode.NO_SUCH_CALL, "no such call"));
    }

    String group() throws JsonException, ProtocolException {
        String group = fields.text(Field.GROUP);
        if (!Names.isGroup(group, limits.groupNameChars())) {
            throw refuse(
                    ErrorCode.BAD_GROUP,
                    "a group name has 1 to " + limits.groupNameChars() + " characters, none a control character");
        }
        return group;
    }

    String token() throws JsonException {
        return fields.text(Field.TOKEN);
    }

    Bytes meta() throws ProtocolException {
        return bounded(Field.META, limits.metaBytes());
    }

    /** How many the client wants at most. */
    int limit(int most, int usual) throws JsonException {
        return (int) fields.integer(Field.LIMIT, 1, most, usual);
    }

    /** One of these, in lower case; null where the field is not there. */
    <E extends Enum<E>> @Nullable E oneOf(Field field, E[] values) throws JsonException, ProtocolException {
        String wire = fields.optionalText(field);
        for (E value : values) {
            if (value.name().toLowerCase(Locale.ROOT).equals(wire)) {
                return value;
            }
        }
        if (wire != null) {
            throw refuse(ErrorCode.BAD_REQUEST, "`" + Field.NAMES.name(field) + "` is none of its values");
        }
        return null;
    }

    /** Of a field that takes two words, or none, whether it says the second. */
    boolean says(Field field, String usual, String word) throws JsonException, ProtocolException {
        String said = fields.optionalText(field);
        if (said != null && !said.equals(usual) && !said.equals(word)) {
            throw refuse(ErrorCode.BAD_REQUEST, "neither `" + usual + "` nor `" + word + "`: " + field.name());
        }
        return word.equals(said);
    }

    /** A value as it came; empty where there is none. */
    Bytes bounded(Field field, int maxBytes) throws ProtocolException {
        requireSize(Field.NAMES.name(field), fields.size(field), maxBytes);
        return fields.rawValue(field);
    }

    void requireSize(String what, int bytes, int maxBytes) throws ProtocolException {
        if (bytes > maxBytes) {
            throw refuse(ErrorCode.TOO_LARGE, "`" + what + "` is over " + maxBytes + " bytes");
        }
    }

    @Nullable
    String wellFormed(@Nullable String text) throws ProtocolException {
        if (text != null && !Names.isWellFormed(text)) {
            throw refuse(ErrorCode.BAD_REQUEST, "half of a surrogate pair in a name");
        }
        return text;
    }

    /** What to throw: the error that answers this request. */
    ProtocolException refuse(ErrorCode code, String message) {
        return new ProtocolException(code, id, message);
    }
}
