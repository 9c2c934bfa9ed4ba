package io.ringway.gateway.http.api;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Names;
import io.ringway.gateway.protocol.Notification;
import io.ringway.gateway.protocol.json.FieldNames;
import io.ringway.gateway.protocol.json.Json;
import io.ringway.gateway.protocol.json.JsonArray;
import io.ringway.gateway.protocol.json.JsonException;
import io.ringway.gateway.protocol.json.JsonFields;
import io.ringway.gateway.streams.StreamCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The body of a call, read field by field with an {@link ApiError} for what does not fit. */
final class ApiRequest {
    /** Every field of every body. */
    enum Field {
        USER_ID,
        TTL_S,
        GRANTS,
        GROUP,
        EVENT,
        META,
        TO,
        CID,
        FROM,
        CONTENT,
        EVENTS,
        STATE,
        GROUPS,
        ACTIONS,
        PRIVATE_META,
        TOKEN,
        JTI,
        EXPIRES_AT,
        USER_IDS,
        SECONDS,
        CALLER,
        CALLEE,
        DATA,
        RING_MS,
        ON_BUSY,
        MAX_MEMBERS,
        FOR_S,
        VALUE,
        NOTIFICATION,
        TITLE,
        BODY,
        ALWAYS,
        ALL,
        PRESET,
        MEETING_ID;

        private static final FieldNames<Field> NAMES =
                new FieldNames<>(Field.class, field -> field.name().toLowerCase(Locale.ROOT));
    }

    private final Tenant tenant;
    private final Limits limits;
    private final JsonFields<Field> fields;

    private ApiRequest(Tenant tenant, Limits limits, JsonFields<Field> fields) {
        this.tenant = tenant;
        this.limits = limits;
        this.fields = fields;
    }

    /** Where there is no body, which the document allows or not, it says nothing. */
    static ApiRequest read(Tenant tenant, Limits limits, byte[] body) {
        JsonFields<Field> fields = new JsonFields<>(Field.NAMES);
        return attempt(() -> {
            if (body.length > 0) {
                fields.read(body, 0, body.length);
            }
            return new ApiRequest(tenant, limits, fields);
        });
    }

    /** A whole body, which has to be well-formed, strictly, and no null; as maps and lists. */
    static Object tree(byte[] body) {
        if (body.length == 0) {
            throw ApiCall.bad("this call needs a body: a JSON object");
        }
        return notNull(attempt(() -> Optional.ofNullable(Json.tree(body))));
    }

    /** One that was taken apart already. */
    static Object tree(StreamCall call) {
        return notNull(attempt(() -> Optional.ofNullable(call.tree())));
    }

    private static Object notNull(Optional<Object> body) {
        return body.orElseThrow(() -> ApiCall.bad("the body is not a JSON object"));
    }

    Tenant tenant() {
        return tenant;
    }

    /** The items of an array of objects. */
    List<ApiRequest> objects(Field field) {
        return attempt(() -> {
            List<ApiRequest> objects = new ArrayList<>();
            for (Bytes item : JsonArray.read(fields.raw(field))) {
                objects.add(read(tenant, limits, item.array()));
            }
            return objects;
        });
    }

    /** The items of an array of strings. */
    List<String> texts(Field field) {
        return new io.vertx.core.json.JsonArray(fields.raw(field).utf8())
                .stream().map(String::valueOf).toList();
    }

    boolean has(Field field) {
        return fields.hasValue(field);
    }

    /** The fields of an object within the body. */
    ApiRequest object(Field field) {
        return attempt(() -> new ApiRequest(tenant, limits, fields.object(field, Field.NAMES)));
    }

    boolean isObject(Field field) {
        return fields.isObject(field);
    }

    boolean isList(Field field) {
        Bytes raw = fields.raw(field);
        return raw.size() > 0 && raw.array()[0] == '[';
    }

    String text(Field field) {
        return attempt(() -> fields.text(field));
    }

    long integer(Field field, long min, long max, long absent) {
        return attempt(() -> fields.whole(field, min, max, absent));
    }

    boolean bool(Field field) {
        return attempt(() -> fields.bool(field, false));
    }

    /** What stands in this object of a notification. */
    Notification notification() {
        Notification notification =
                new Notification(text(Field.TITLE), text(Field.BODY), fields.rawValue(Field.DATA), bool(Field.ALWAYS));
        if (!Names.isWellFormed(notification.title()) || !Names.isWellFormed(notification.body())) {
            throw ApiCall.bad("half of a surrogate pair in a notification");
        }
        if (!notification.fits()) {
            throw new ApiError(ErrorCode.TOO_LARGE, Notification.TOO_LARGE);
        }
        return notification;
    }

    UserId user(Field field) {
        return userId(tenant, text(field));
    }

    static UserId userId(Tenant tenant, String id) {
        if (!Names.isUserId(id)) {
            throw new ApiError(
                    ErrorCode.BAD_REQUEST,
                    "a user id has 1 to " + Names.USER_ID_CHARS + " characters, none of control");
        }
        return new UserId(tenant, id);
    }

    Group group() {
        return group(tenant, limits, text(Field.GROUP));
    }

    Group group(Field field) {
        return group(tenant, limits, text(field));
    }

    static Group group(Tenant tenant, Limits limits, String name) {
        if (!limits.isGroupName(name)) {
            throw new ApiError(
                    ErrorCode.BAD_GROUP,
                    "a group name has 1 to " + limits.groupNameChars() + " characters, none of control");
        }
        return new Group(tenant, name);
    }

    Cid cid() {
        return cid(text(Field.CID));
    }

    static Cid cid(String text) {
        return Cid.parse(text).orElseThrow(() -> new ApiError(ErrorCode.NOT_FOUND, "no such connection"));
    }

    /** What is shown with a ring. */
    Bytes data() {
        return bounded(Field.DATA, limits.metaBytes());
    }

    Bytes meta() {
        return bounded(Field.META, limits.metaBytes());
    }

    Content content() {
        if (!fields.has(Field.CONTENT)) {
            throw new ApiError(ErrorCode.BAD_REQUEST, "`content` is missing");
        }
        requireSize(Field.CONTENT, limits.contentBytes());
        return new Content(Content.Kind.JSON, fields.raw(Field.CONTENT));
    }

    /** An object as it was written; null where there is none. */
    @Nullable
    String json(Field field) {
        if (!has(field)) {
            return null;
        }
        if (!fields.isObject(field)) {
            throw new ApiError(ErrorCode.BAD_REQUEST, "`" + Field.NAMES.name(field) + "` must be an object");
        }
        return fields.raw(field).utf8();
    }

    /** Any value as it was written, a null too. */
    Bytes raw(Field field) {
        return fields.raw(field);
    }

    /** A value as it was written; empty where there is none. */
    Bytes bounded(Field field, int max) {
        requireSize(field, max);
        return fields.rawValue(field);
    }

    private void requireSize(Field field, int max) {
        if (fields.size(field) > max) {
            throw new ApiError(
                    ErrorCode.TOO_LARGE, "`" + Field.NAMES.name(field) + "` may have at most " + max + " bytes");
        }
    }

    private interface Reading<T> {
        T read() throws JsonException;
    }

    private static <T> T attempt(Reading<T> reading) {
        try {
            return reading.read();
        } catch (JsonException unreadable) {
            throw new ApiError(ErrorCode.BAD_REQUEST, unreadable.reason());
        }
    }
}
