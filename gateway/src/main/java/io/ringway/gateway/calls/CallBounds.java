package io.ringway.gateway.calls;

/**
 * How much calls may take of a node.
 *
 * @param perConnection how many calls a connection may be in that it has begun, accepted or taken over, before it begins another
 * @param waitingBytes what callers have said, offers, candidates and what comes with the ring, may take of this node's memory
 *     while nobody has accepted
 */
public record CallBounds(int perConnection, long waitingBytes) {
    public static final CallBounds DEFAULTS = new CallBounds(32, 64L << 20);

    public CallBounds {
        if (perConnection < 1 || waitingBytes < 1) {
            throw new IllegalArgumentException("every bound of calls must be at least 1");
        }
    }
}
