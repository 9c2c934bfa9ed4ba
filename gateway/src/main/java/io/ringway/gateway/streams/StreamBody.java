package io.ringway.gateway.streams;

import io.ringway.gateway.protocol.json.Json;
import io.ringway.gateway.protocol.json.JsonException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The body of a call from a stream: whoever wants to know what is in it, it is taken apart once. Any thread. */
final class StreamBody {
    private final String text;
    private @Nullable Object tree;
    private @Nullable JsonException refusal;

    StreamBody(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** As maps and lists, which nobody may change; null where it says so. */
    synchronized @Nullable Object tree() throws JsonException {
        if (refusal != null) {
            throw refusal;
        }
        if (tree == null) {
            try {
                tree = Json.tree(bytes());
            } catch (JsonException malformed) {
                refusal = malformed;
                throw malformed;
            }
        }
        return tree;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StreamBody body && body.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Says nothing of what is in it: that may come into logs. */
    @Override
    public String toString() {
        return text.length() + " characters";
    }
}
