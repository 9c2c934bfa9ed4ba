package io.ringway.gateway.protocol.json;

/** Text that is not the JSON it should be. The message may be shown to a client: it never quotes the text. */
public final class JsonException extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    public JsonException(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
