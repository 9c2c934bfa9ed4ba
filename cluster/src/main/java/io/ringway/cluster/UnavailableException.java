package io.ringway.cluster;

/** The cluster cannot do it at the moment. Trying again, here or on another node, may help. */
public class UnavailableException extends RuntimeException {
    public UnavailableException(String message) {
        super(message, null, false, false);
    }
}
