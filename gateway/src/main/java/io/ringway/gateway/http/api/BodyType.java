package io.ringway.gateway.http.api;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a {@code Content-Type} says of a body, which is JSON or is not read. */
final class BodyType {
    static final int UNSUPPORTED = 415;

    /** What curl says of whatever it is given by {@code -d}: that is no word of its user's. */
    private static final String UNSAID = "application/x-www-form-urlencoded";

    private BodyType() {}

    /** Whether a body of this type is taken for JSON: where it is said to be, and where nobody has said anything. */
    static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return true;
        }
        String type = contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        boolean isOfJson = type.startsWith("application/") && type.endsWith("+json");
        return type.isEmpty() || type.equals("application/json") || isOfJson || type.equals(UNSAID);
    }
}
