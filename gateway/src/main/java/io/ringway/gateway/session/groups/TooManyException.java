package io.ringway.gateway.session.groups;

/** What the app's backend asks for would be one more than this node keeps. */
public final class TooManyException extends Exception {
    private static final long serialVersionUID = 1;

    public TooManyException() {
        super("this node keeps no more of these", null, false, false);
    }
}
