package io.ringway.cluster.mesh;

import io.ringway.cluster.UnavailableException;

/** A peer did not answer. Trying again may help. */
public final class UnreachableException extends UnavailableException {
    public UnreachableException(String message) {
        super(message);
    }
}
