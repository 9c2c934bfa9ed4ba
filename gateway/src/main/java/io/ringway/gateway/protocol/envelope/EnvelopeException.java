package io.ringway.gateway.protocol.envelope;

/** Bytes from another node that are no envelope of a version this node reads. Never quotes them. */
public final class EnvelopeException extends Exception {
    private static final long serialVersionUID = 1;

    EnvelopeException(String message) {
        super(message, null, false, false);
    }
}
