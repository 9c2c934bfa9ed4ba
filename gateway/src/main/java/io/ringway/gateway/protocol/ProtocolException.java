package io.ringway.gateway.protocol;

/** A message that is not a command: answered with an error, and never with what it said. */
public final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final long id;

    /** @param id the request id as far as it could be read, else {@link Command#NO_ID} */
    public ProtocolException(ErrorCode code, long id, String message) {
        super(message, null, false, false);
        this.code = code;
        this.id = id;
    }

    public ErrorCode code() {
        return code;
    }

    public Event.Failed toEvent() {
        return new Event.Failed(id, code, String.valueOf(getMessage()), 0);
    }
}
