package io.ringway.tests.chaos.cluster;

/**
 * How a node looks from outside.
 *
 * @param nodes that it sees, itself included; 0 where it does not say
 */
public record Health(State state, int nodes) {
    /** What its readiness probe answers. */
    public enum State {
        READY,
        NOT_READY,
        /** Nothing within the time. */
        SILENT,
        /** Nobody is there. */
        GONE
    }
}
