package io.ringway.gateway.http.api;

import io.ringway.gateway.ice.IceServers;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.json.FieldNames;
import io.ringway.gateway.protocol.json.JsonException;
import io.ringway.gateway.protocol.json.JsonFields;
import org.jspecify.annotations.Nullable;

/** For how many seconds credentials are wanted, and for whom; null where that is not said. */
record TurnRequest(long ttlSeconds, @Nullable String customIdentifier) {
    private enum Field {
        TTL,
        CUSTOM_IDENTIFIER;

        private static final FieldNames<Field> NAMES =
                new FieldNames<>(Field.class, field -> field == TTL ? "ttl" : "customIdentifier");
    }

    /**
     * @param body empty where nothing is said
     * @throws ApiError where the body is not one
     */
    static TurnRequest read(byte[] body, long defaultTtlSeconds) {
        JsonFields<Field> fields = new JsonFields<>(Field.NAMES);
        try {
            if (body.length > 0) {
                fields.read(body, 0, body.length);
            }
            return new TurnRequest(
                    fields.integer(Field.TTL, 1, IceServers.MAX_TTL_S, defaultTtlSeconds),
                    fields.optionalText(Field.CUSTOM_IDENTIFIER));
        } catch (JsonException unreadable) {
            throw new ApiError(ErrorCode.BAD_REQUEST, unreadable.reason());
        }
    }
}
