package io.ringway.gateway.session.resume;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.gateway.resume.ResumeToken;
import io.ringway.gateway.session.Passage;
import java.util.HashMap;
import java.util.Map;

/**
 * Nodes that are gone, and since when. The sessions that they had may be gone on with for as long as others wait for them: all
 * that is left of these is their ids. Pure; hub only.
 */
final class LostNodes {
    /** How much longer than anybody is waited for a node may hang, and come back with sessions that have ended. */
    private static final long KNOWN_MILLIS = 600_000;

    private final long longestMillis;
    /** By the id of the node. */
    private final Map<Long, Long> since = new HashMap<>();

    /** @param longestMillis for how long at most a session waits for its client */
    LostNodes(long longestMillis) {
        this.longestMillis = longestMillis;
    }

    /** @param at now, or before this node came */
    void add(NodeRef node, long at) {
        since.values().removeIf(loss -> loss + longestMillis + KNOWN_MILLIS < at);
        since.merge(node.id(), at, Math::max);
    }

    /**
     * Whether a session may be with a node that is lost: the one that made its token, or the one that it was last known to be on.
     * Where that one died before its welcome came, the client still has the token of the node before, which may be alive.
     *
     * @param graceMillis how long this one is waited for: after that its groups have been told that it is gone
     */
    boolean had(ResumeToken token, Cluster.Place last, long graceMillis, long now) {
        return isLost(token.home(), graceMillis, now) || isLost(last.node(), graceMillis, now);
    }

    /** Whether that node was lost, be it longer ago than anybody is waited for. */
    boolean knows(NodeRef node, long now) {
        return isLost(node, longestMillis + KNOWN_MILLIS, now);
    }

    /** Whether a session may have been lost that its client still thinks it has. */
    boolean isAny(long now) {
        return since.values().stream().anyMatch(loss -> loss + longestMillis >= now);
    }

    private boolean isLost(NodeRef node, long graceMillis, long now) {
        Long loss = since.get(node.id());
        return loss != null && loss + graceMillis >= now;
    }

    /**
     * What is known of such a session's past. A node may have taken it over and died before the client knew ({@link Move#afterLoss}).
     * Another one may take it over in this moment, and welcome its client, and have to let go of it.
     */
    static Passage passage(ResumeToken token, Cluster.Place last) {
        int known = Math.max(token.moves(), last.moves());
        return new Passage(token.generation(), Move.afterLoss(known), 0, false).perhapsAhead();
    }
}
