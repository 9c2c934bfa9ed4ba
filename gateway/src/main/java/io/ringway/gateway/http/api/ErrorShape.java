package io.ringway.gateway.http.api;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a part of the API is talked to beside what it does: where the key stands, and how a refusal is told. */
enum ErrorShape {
    /** The key as a Bearer; errors as on sockets. */
    PLAIN {
        @Override
        @Nullable
        String key(@Nullable String authorization) {
            return IceRoute.bearer(authorization);
        }

        @Override
        JsonObject of(JsonObject error) {
            return error;
        }
    },
    /** What clients of RealtimeKit's API expect: the key as a Bearer or a password; errors in an envelope. */
    KIT {
        @Override
        @Nullable
        String key(@Nullable String authorization) {
            String bearer = IceRoute.bearer(authorization);
            return bearer == null ? password(authorization) : bearer;
        }

        @Override
        JsonObject of(JsonObject error) {
            return new JsonObject().put("success", false).put("error", error);
        }
    };

    private static final String BASIC = "basic ";

    /** The API key that a call presents; null where it has none. */
    abstract @Nullable String key(@Nullable String authorization);

    /** An error as a body. */
    abstract JsonObject of(JsonObject error);

    /** @param path as the document writes it, or as it was asked for */
    static ErrorShape of(String path) {
        return path.startsWith(KitDoor.BASE) ? KIT : PLAIN;
    }

    /** Of Basic authentication; who it is of is in the key itself. */
    private static @Nullable String password(@Nullable String authorization) {
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
            return null;
        }
        try {
            byte[] pair = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).trim());
            String text = new String(pair, StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 0 ? null : text.substring(colon + 1);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
