package io.ringway.gateway.session.backend;

import io.ringway.cluster.UnavailableException;

/** This node is cut off from its cluster, and has not begun what was asked of it. */
public final class CutOffException extends UnavailableException {
    private static final long serialVersionUID = 1;

    CutOffException() {
        super("this node is cut off from its cluster");
    }
}
