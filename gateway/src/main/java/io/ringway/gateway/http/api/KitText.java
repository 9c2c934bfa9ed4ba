package io.ringway.gateway.http.api;

import io.ringway.gateway.protocol.Names;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts of meetings, and how they are read and written. */
final class KitText {
    private static final int PICTURE_CHARS = 2_048;
    private static final Pattern PICTURE = Pattern.compile("https?://|data:image/", Pattern.CASE_INSENSITIVE);

    private KitText() {}

    /** A field that is a text or null; throws where it is too long, or has characters that nobody can see. */
    static @Nullable String read(JsonObject body, String field, int maxChars) {
        String text = body.getString(field);
        boolean isFine = text == null
                || (text.codePointCount(0, text.length()) <= maxChars
                        && Names.isWellFormed(text)
                        && text.chars().noneMatch(Character::isISOControl));
        if (!isFine) {
            throw ApiCall.bad("`" + field + "` has at most " + maxChars + " characters, none of control");
        }
        return text;
    }

    /** The URL of a picture, which others' pages may show or link to: nothing that runs where it is followed. Null where there is none. */
    static @Nullable String picture(JsonObject body) {
        String url = read(body, "picture", PICTURE_CHARS);
        if (url == null || url.isEmpty() || PICTURE.matcher(url).lookingAt()) {
            return url;
        }
        throw ApiCall.bad("`picture` is a URL that begins with https://, http:// or data:image/");
    }

    /** A field that has to be there and not empty. */
    static String required(JsonObject body, String field, int maxChars) {
        String text = read(body, field, maxChars);
        if (text == null || text.isEmpty()) {
            throw ApiCall.bad("`" + field + "` is missing");
        }
        return text;
    }

    /** A parameter that is a time, in milliseconds since 1970; null where it is not there. */
    static @Nullable Long time(ApiCall call, String name) {
        String text = call.query(name);
        try {
            return text == null ? null : Long.valueOf(Instant.parse(text).toEpochMilli());
        } catch (DateTimeParseException | ArithmeticException notTime) {
            throw ApiCall.bad("`" + name + "` is no time such as 2026-01-01T00:00:00Z");
        }
    }

    static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
