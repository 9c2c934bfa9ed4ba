package io.ringway.gateway.protocol;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import java.util.Comparator;
import java.util.Optional;

/**
 * A call's id, in the same form as a {@link Cid}. It names the node that began the call, which owns it until the call is
 * handed over. Of two calls that cross each other the one with the lower id goes on.
 */
public record CallId(Cid value) implements Comparable<CallId> {
    private static final Comparator<Cid> ORDER = Comparator.comparing(Cid::node)
            .thenComparing(Cid::random1, Long::compareUnsigned)
            .thenComparing(Cid::random2, Long::compareUnsigned);

    public static Optional<CallId> parse(String text) {
        return Cid.parse(text).map(CallId::new);
    }

    /** The node whose hub is the first writer of this call. */
    public NodeRef owner() {
        return value.node();
    }

    @Override
    public int compareTo(CallId other) {
        return ORDER.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
