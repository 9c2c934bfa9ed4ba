package io.ringway.gateway.ice.relay;

/** A signal that cannot be read, so that nobody can say whose addresses are in it: it must not be passed on. */
public final class UnreadableSignal extends Exception {
    private static final long serialVersionUID = 1;

    UnreadableSignal(String message) {
        super(message, null, false, false);
    }

    /** What is wrong, in words for the sender; nothing of the signal is in it. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
