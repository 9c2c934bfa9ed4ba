package io.ringway.cluster.whereabouts;

import io.ringway.cluster.NodeRef;

/**
 * A node was lost.
 *
 * @param agoMs how many milliseconds ago, as of when this is told
 */
public record Loss(NodeRef node, int agoMs) {
    public Loss {
        if (agoMs < 0) {
            throw new IllegalArgumentException("no loss is foretold");
        }
    }
}
