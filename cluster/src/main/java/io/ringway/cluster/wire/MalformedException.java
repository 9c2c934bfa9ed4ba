package io.ringway.cluster.wire;

/** Bytes that no node of this version writes. Stays within this package: {@link Batch} counts it. */
final class MalformedException extends RuntimeException {
    MalformedException(String message) {
        super(message, null, false, false);
    }
}
