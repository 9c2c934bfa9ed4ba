package io.ringway.cluster.hazelcast;

import io.ringway.cluster.Cluster.Health;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How this node stands, as of its last tick. Written on the hub, read by any thread. */
final class Standing {
    private volatile int nodes = 1;
    private volatile boolean ready;
    /** Why this node is fenced; null where it is not. */
    private volatile @Nullable String why;

    void started() {
        ready = true;
    }

    void stopped() {
        ready = false;
    }

    void tick(ClusterNode node) {
        nodes = node.nodes();
        why = node.fence.why(node.now());
    }

    /** How many nodes this one sees, itself included. */
    int nodes() {
        return nodes;
    }

    /**
     * @param isMember whether its Hazelcast member runs
     * @param trouble what an operator should know besides
     */
    Health health(@Nullable ClusterNode node, boolean isMember, Optional<String> trouble) {
        if (node == null || !ready) {
            return new Health(false, List.of("the node is not started"), nodes);
        }
        if (!isMember) {
            return new Health(false, List.of("this node's Hazelcast member has stopped"), nodes);
        }
        List<String> reasons = new ArrayList<>();
        String fence = why;
        if (fence != null) {
            reasons.add(fence);
        }
        trouble.ifPresent(reasons::add);
        // Said, but no reason to send users away: a node that is just joining is silent to all the others for a moment.
        node.peerage
                .silent()
                .forEach(id -> reasons.add("node " + Long.toHexString(id) + " is a member but does not answer"));
        return new Health(fence == null, reasons, nodes);
    }
}
