package io.ringway.gateway.protocol;

import io.ringway.cluster.Bytes;

/**
 * What a client says, carried as the bytes it said it in.
 *
 * @param kind what the bytes are
 * @param bytes for {@link Kind#JSON} one well-formed JSON value in UTF-8, verbatim
 */
public record Content(Kind kind, Bytes bytes) {
    /** The ordinal is on the wire between nodes: add at the end only. */
    public enum Kind {
        JSON,
        BINARY
    }

    public static Content json(String json) {
        return new Content(Kind.JSON, Bytes.utf8(json));
    }
}
