package io.ringway.gateway.meetings;

/** There are as many of a kind as there may be. */
public final class FullException extends Exception {
    private static final long serialVersionUID = 1;

    /** @param what of which there are too many, in the plural */
    FullException(String what) {
        super("there are as many " + what + " as there may be", null, false, false);
    }
}
