package io.ringway.gateway.protocol;

import io.ringway.cluster.Bytes;

/**
 * What a user who is not connected is shown of a message, by push.
 *
 * @param data JSON for the app's service worker; empty for none
 * @param always whether users are pushed to who are connected, too
 */
public record Notification(String title, String body, Bytes data, boolean always) {
    /** The most bytes in UTF-8 that title, body and data may have together. */
    public static final int MAX_BYTES = 3_072;

    public static final String TOO_LARGE = "title, body and data of a notification have at most 3072 bytes together";

    /** Whether it is short enough to be pushed. */
    public boolean fits() {
        return written(title) + written(body) + data.size() <= MAX_BYTES;
    }

    /** In JSON, where some characters take more room. */
    private static int written(String text) {
        int more = text.chars()
                .map(c -> c < ' ' ? 5 : c == '"' || c == '\\' ? 1 : 0)
                .sum();
        return Bytes.utf8(text).size() + more;
    }

    @Override
    public String toString() {
        return "a notification";
    }
}
