package io.ringway.cluster.mesh;

/** A peer did not answer. Trying again may help. */
public final class UnreachableException extends RuntimeException {
    public UnreachableException(String message) {
        super(message, null, false, false);
    }
}
