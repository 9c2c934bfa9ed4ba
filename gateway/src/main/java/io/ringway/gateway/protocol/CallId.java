package io.ringway.gateway.protocol;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import java.util.Optional;

/** A call's id. Routes itself to the node that owns the call, in the same form as a {@link Cid}. */
public record CallId(Cid value) {
    public static Optional<CallId> parse(String text) {
        return Cid.parse(text).map(CallId::new);
    }

    /** The node whose hub is the one writer of this call. */
    public NodeRef owner() {
        return value.node();
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
