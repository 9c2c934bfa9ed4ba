package io.ringway.gateway.session.virtual;

/** A member's metadata is no object, and has no place for a state; nothing was done. */
public final class NoPlaceException extends Exception {
    private static final long serialVersionUID = 1;

    NoPlaceException() {
        super("the member's metadata is no object, and has no place for a state", null, false, false);
    }
}
