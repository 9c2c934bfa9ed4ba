package io.ringway.gateway.hooks;

/** The backend is there and answers, but with nothing that decides: no reason to leave it alone. */
public final class UnreadableAnswer extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnreadableAnswer(String message) {
        super(message, null, false, false);
    }
}
