package io.ringway.tests.support;

import io.vertx.core.json.JsonObject;

/** The server answered a request with an error. */
public final class ServerError extends RuntimeException {
    private final transient JsonObject frame;

    ServerError(JsonObject frame) {
        super(frame.encode());
        this.frame = frame;
    }

    /** The stable code, such as {@code not_found}. */
    public String code() {
        return frame.getString("code");
    }

    /** The whole error frame. */
    public JsonObject frame() {
        return frame;
    }
}
