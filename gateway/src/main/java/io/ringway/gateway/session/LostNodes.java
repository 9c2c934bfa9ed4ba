package io.ringway.gateway.session;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.resume.ResumeToken;
import java.util.HashMap;
import java.util.Map;

/**
 * Nodes that are gone, and until when the sessions that they had may be gone on with: all that is left of these is their ids.
 * Pure; hub only.
 */
final class LostNodes {
    private final long graceMillis;
    /** By the id of the node. */
    private final Map<Long, Long> until = new HashMap<>();

    /** @param graceMillis for how long at most a session waits for its client */
    LostNodes(long graceMillis) {
        this.graceMillis = graceMillis;
    }

    void add(NodeRef node, long now) {
        until.values().removeIf(end -> end < now);
        until.put(node.id(), now + graceMillis);
    }

    /**
     * Whether a session may be with a node that is lost: the one that made its token, or the one that it was last known to be on.
     * Where that one died before its welcome came, the client still has the token of the node before, which may be alive.
     */
    boolean had(ResumeToken token, Cluster.Place last, long now) {
        return isLost(token.home(), now) || isLost(last.node(), now);
    }

    private boolean isLost(NodeRef node, long now) {
        Long end = until.get(node.id());
        return end != null && end >= now;
    }

    /**
     * What is known of such a session's past. A node may have taken it over and died before the client knew: this move counts more
     * than that one, or all nodes would go on looking for the session there.
     */
    static Passage passage(ResumeToken token, Cluster.Place last) {
        return new Passage(token.generation(), Math.max(token.moves(), last.moves()) + 1, 0, false);
    }
}
