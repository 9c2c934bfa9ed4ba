package io.ringway.gateway.session;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;

/** The one node that speaks for a group: the lowest of those with members of it. Hub only. */
public final class Speaker {
    private Speaker() {}

    /** Whether this node, which has members of the group, is the one. */
    public static boolean isFor(Cluster cluster, Group group) {
        return cluster.peers().stream()
                .noneMatch(peer -> peer.compareTo(cluster.self()) < 0 && cluster.reaches(group, peer));
    }

    /**
     * Whether a member is gone with its node, which can say nothing of it any more, and this node speaks for it.
     *
     * @param cid of one that is gone for good, as members here were told
     */
    public static boolean isForLost(Cluster cluster, Group group, Cid cid) {
        return cluster.locate(cid) == null && isFor(cluster, group);
    }
}
